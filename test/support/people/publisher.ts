import { randomUUID } from "node:crypto";

/*
 * A publisher in a process of its own: posts so many stories, all at once, and reports. It does what the API asks of a
 * publisher: whatever is not an answer is sent again with the same key.
 */

export interface PublisherOrder {
  url: string;
  token: string;
  posts: number;
  /** One key and one story for all; left out: each its own. */
  key?: string;
}

/** Sent whenever some more have been taken. */
export interface PublisherProgress {
  taken: number;
}

export interface PublisherReport {
  seqs: number[];
  /** The different answers, as text. */
  answers: string[];
}

const TOLD_EACH = 20;
/**
 * As many connections of four processes as a listening socket's queue surely holds. What the kernel drops there it tries
 * again after 1, 3, 7, 15 … seconds, and the test would measure that.
 */
const IN_FLIGHT = 640;
/** Come again, or: the request had not arrived whole when patience ended, as may be where thousands come at once. */
const IS_NO_ANSWER = new Set([503, 408]);
let taken = 0;
const order = JSON.parse(process.argv[2] ?? "") as PublisherOrder;

async function post(number: number): Promise<string> {
  const key = order.key ?? randomUUID();
  const body = JSON.stringify({ headline: order.key ? "The same" : `Publish ${number}`, section: "uk" });
  for (;;) {
    const response = await fetch(`${order.url}/v1/stories`, {
      ...{ method: "POST", body },
      headers: { Authorization: `Bearer ${order.token}`, "Content-Type": "application/json", "Idempotency-Key": key },
    }).catch(() => null); // a connection that broke: the outcome is not known, so the key goes again
    if (response?.status === 201) {
      if (++taken % TOLD_EACH === 0) process.send?.({ taken } satisfies PublisherProgress);
      return response.text();
    }
    if (response && !IS_NO_ANSWER.has(response.status)) throw new Error(`${response.status}: ${await response.text()}`);
    const waitMs = Number(response?.headers.get("Retry-After") ?? 1) * 1_000;
    await new Promise((resume) => setTimeout(resume, waitMs * (1 + Math.random())));
  }
}

process.on("disconnect", () => process.exit());
const answers: string[] = [];
let next = 0;
async function postOn(): Promise<void> {
  while (next < order.posts) answers.push(await post(next++));
}
await Promise.all(Array.from({ length: Math.min(order.posts, IN_FLIGHT) }, postOn));
const report: PublisherReport = {
  seqs: answers.map((answer) => JSON.parse(answer).seq),
  answers: [...new Set(answers)],
};
process.send?.(report, () => process.exit());
