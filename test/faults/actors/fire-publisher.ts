import { randomUUID } from "node:crypto";
import { repeat } from "../../../core/process/repeat.ts";
import { within } from "../../support/deadline.ts";
import type { Taken } from "../../support/people/editor.ts";
import type { Standing, Work } from "./fire-work.ts";
import { type Ledger, openLedger, type PublisherLine } from "./ledger.ts";

/*
 * A newsroom under fire: posts, updates, corrects, retracts and schedules at a steady rate, sends some requests twice,
 * and writes down every attempt. Whatever was not an answer is sent again with the same key, to the next server, until
 * there is one; `givesUp` forgets some instead, so that there are outcomes that nobody ever learns.
 */

export interface FirePublisher {
  /** Begins, or changes the rate. */
  begins(perSecond: number): void;
  /** Publishes so many at this rate. Resolves when the last was sent for the first time. */
  spreads(count: number, perSecond: number): Promise<void>;
  /** Publishes so many as fast as the servers take them, and resolves when each has its answer. */
  posts(count: number): Promise<void>;
  /** Publishes one story to be released in so many ms. Resolves when it was accepted. */
  schedules(inMs: number): Promise<void>;
  /** Publishes no more. Resolves when everything that was begun has its answer. */
  finishes(): Promise<void>;
  accepted(): number;
  /** Attempts that had no answer, or a 5xx. */
  unanswered(): number;
  close(): Promise<void>;
}

export interface FirePublisherOptions {
  urls: string[];
  token: string;
  ledger: string;
  /** Of 100 requests without an answer, so many are not sent again. */
  givesUp?: number;
  /** Only new stories. */
  isPlain?: boolean;
}

const TICK_MS = 10;
const RETRY_MS = 400;
const GIVE_UP_WAITING_MS = 8_000;
/** Of a whole heap of publishes. */
const ANSWERED_WITHIN_MS = 150_000;
/** Changes hit what is new, so readers who were away meet a story and its retraction at once. */
const KEPT_STORIES = 40;
const KEPT_REQUESTS = 200;

export function createFirePublisher(options: FirePublisherOptions): FirePublisher {
  const { urls, token, givesUp = 0, isPlain = false } = options;
  const ledger: Ledger<PublisherLine> = openLedger(options.ledger);
  const stories: Standing[] = [];
  const replayable: Work[] = [];
  const waiting = new Set<Work>();
  const pending = new Set<Promise<void>>();
  let perSecond = 0;
  let spread: { left: number; end: () => void } | null = null;
  let owed = 0;
  let tickedAt = performance.now();
  let counts = { accepted: 0, unanswered: 0 };
  let sent = 0;
  let isClosed = false;

  function begin(work: Omit<Work, "attempts" | "dueAt" | "done">): Promise<void> {
    const finished = new Promise<void>((done) => void attempt({ ...work, attempts: 0, dueAt: 0, done }));
    pending.add(finished);
    void finished.then(() => pending.delete(finished));
    return finished;
  }

  async function attempt(work: Work): Promise<void> {
    const { key, act, path, body, releaseAt } = work;
    const at = Date.now();
    ledger.write({ is: "invoke", key, act, at, ...(releaseAt === undefined ? {} : { releaseAt }) });
    work.attempts++;
    const url = urls[sent++ % urls.length] ?? "";
    const answer = await fetch(url + path, {
      ...{ method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(GIVE_UP_WAITING_MS) },
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Idempotency-Key": key },
    })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => ({ status: 0, text: "" }));
    settle(work, answer.status, answer.text);
  }

  function settle(work: Work, status: number, text: string): void {
    const { key, done } = work;
    if (isClosed) return;
    const at = Date.now();
    if (status === 201) {
      const { id, rev, status: as, epoch, seq } = JSON.parse(text) as Taken;
      const place = { ...(epoch === undefined ? {} : { epoch }), ...(seq === undefined ? {} : { seq }) };
      ledger.write({ is: "ok", key, at, story: id, rev, status: as, ...place });
      counts.accepted++;
      remember(work, id, rev);
    } else if (status >= 400 && status < 500 && status !== 429 && status !== 408)
      ledger.write({ is: "fail", key, at, status });
    else {
      ledger.write({ is: "unknown", key, at, status });
      counts = { ...counts, unanswered: counts.unanswered + 1 };
      if (Math.random() * 100 >= givesUp) {
        work.dueAt = performance.now() + RETRY_MS * (0.5 + Math.random());
        waiting.add(work);
        return;
      }
    }
    done();
  }

  function remember(work: Work, id: string, rev: number): void {
    const { act, story, releaseAt } = work;
    if (act === "new" && releaseAt === undefined) stories.push({ id, rev, isBusy: false });
    else if (story && act !== "retraction") Object.assign(story, { rev, isBusy: false });
    if (stories.length > KEPT_STORIES) stories.shift();
    replayable.push(work);
    if (replayable.length > KEPT_REQUESTS) replayable.shift();
  }

  const post = (releaseAt?: number): Promise<void> => {
    const key = randomUUID();
    const later = releaseAt === undefined ? {} : { releaseAt: new Date(releaseAt).toISOString() };
    const body = { headline: `Under fire [${key}]`, section: "uk", body: "Some *text*.", ...later };
    return begin({ key, act: "new", path: "/v1/stories", body, story: null, releaseAt });
  };

  function change(act: "update" | "correction" | "retraction"): Promise<void> {
    const story = stories[Math.floor(Math.random() * stories.length)];
    if (!story || story.isBusy) return post();
    story.isBusy = true;
    const key = randomUUID();
    const rev = story.rev + 1;
    const path = `/v1/stories/${story.id}/${act === "retraction" ? "retraction" : "revisions"}`;
    const text = act === "retraction" ? {} : { kind: act, headline: `Under fire, ${act} ${rev}` };
    return begin({ key, act, path, body: { rev, note: "It was wrong.", ...text }, story, releaseAt: undefined });
  }

  function again(): Promise<void> {
    const earlier = replayable[Math.floor(Math.random() * replayable.length)];
    if (!earlier) return post();
    const { key, act, path, body, releaseAt } = earlier;
    return begin({ key, act, path, body, story: null, releaseAt });
  }

  function begins(rate: number): void {
    perSecond = rate;
    owed = 0;
  }

  /** A newsroom's mix: two of three are new. */
  function anything(): Promise<void> {
    const dice = isPlain ? 0 : Math.random();
    if (dice < 0.65) return post();
    if (dice < 0.75) return change("update");
    if (dice < 0.83) return change("correction");
    if (dice < 0.89) return change("retraction");
    if (dice < 0.94) return post(Date.now() + 1_000 + Math.floor(Math.random() * 2_000));
    return again();
  }

  const stop = repeat(TICK_MS, () => {
    const now = performance.now();
    for (const work of waiting) {
      if (work.dueAt > now) continue;
      waiting.delete(work);
      void attempt(work);
    }
    owed += ((now - tickedAt) / 1_000) * perSecond;
    tickedAt = now;
    for (; owed >= 1; owed--) {
      void anything();
      if (!spread || --spread.left > 0) continue;
      begins(0);
      spread.end();
      spread = null;
    }
  });

  return {
    begins,
    spreads: (count, rate) => {
      begins(rate);
      return new Promise((end) => {
        spread = { left: count, end };
      });
    },
    posts: async (count) => {
      const all = Promise.all(Array.from({ length: count }, anything));
      await within(`an answer to each of ${count} publishes`, all, ANSWERED_WITHIN_MS);
    },
    schedules: (inMs) => post(Date.now() + inMs),
    finishes: async () => {
      begins(0);
      await within(
        "an answer to everything that was published",
        Promise.all([...pending]).then(() => {}),
      );
    },
    accepted: () => counts.accepted,
    unanswered: () => counts.unanswered,
    close: async () => {
      isClosed = true;
      await stop();
      ledger.close();
    },
  };
}
