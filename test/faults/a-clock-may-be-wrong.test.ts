import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { aStory, type Editor, editorAt } from "../support/people/editor.ts";
import { expectKept, openFire, untilAccepted } from "./fire/fire.ts";
import type { UnderFire } from "./fire/under-fire.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Far less than any clock here is wrong, far more than a busy machine is late. */
const ABOUT_MS = 20_000;

const WRONG = [
  { what: "an hour", servers: [HOUR_MS, -HOUR_MS], workers: [-HOUR_MS, HOUR_MS] },
  { what: "ten minutes", servers: [10 * MINUTE_MS, 0], workers: [-10 * MINUTE_MS] },
];

test.for(WRONG)(
  "I14, D4, D6, G3, R7: processes whose clocks are wrong by $what tell the database's time, and keep to it",
  async ({ servers, workers }, t) => {
    const clocksOffMs = { servers, workers };
    const fire = await openFire(t, { servers: 2, workers: workers.length, clocksOffMs, comingAndGoing: 5 });
    const editors = fire.serverUrls.map((url) => editorAt(url, fire.token));
    fire.publisher.begins(40);
    await Promise.all([200, 600, 1_000, 1_400].map((inMs) => fire.publisher.schedules(inMs)));
    for (const [i, editor] of editors.entries()) {
      await saysWhatTimeItIs(fire.serverUrls[i] ?? "");
      await keepsItsReceipt(editor);
      await breaksOnEveryPage(fire, editor);
      await holdsForTwoSeconds(fire, editor);
    }
    await knowsTheKey(editors);
    await untilAccepted(fire, 60);
    await expectKept(fire, { onlyRedisFailed: true });
    await expectWrongClocks(fire, [...servers, ...workers]);
  },
);

/** `hello` over Server-Sent Events. */
async function saysWhatTimeItIs(url: string): Promise<void> {
  const stop = new AbortController();
  const { body } = await fetch(`${url}/v1/events/stream`, { signal: stop.signal });
  if (!body) throw new Error("no stream");
  let heard = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    heard += text;
    if (heard.includes('"now"')) break;
  }
  stop.abort();
  expectNow(/"now":"([^"]+)"/.exec(heard)?.[1]);
}

async function keepsItsReceipt(editor: Editor): Promise<void> {
  const { id } = await editor.posts(aStory());
  const receipt = await eventually("a receipt with every stage", async () => {
    const { json } = await editor.ask("GET", `/v1/stories/${id}/receipt`);
    const { stored, queued, fannedOut } = json as Record<string, string | null>;
    return queued && fannedOut ? { stored, queued, fannedOut } : undefined;
  });
  Object.values(receipt).forEach(expectNow);
}

/** An alert of half an hour is on the front page of both, whatever time they believe it is. */
async function breaksOnEveryPage({ serverUrls }: UnderFire, editor: Editor): Promise<void> {
  const headline = `Breaking ${randomUUID()}`;
  const { id } = await editor.posts(aStory({ headline, urgency: "breaking", expiresInMinutes: 30 }));
  const { json } = await editor.ask("GET", `/v1/stories/${id}`);
  const { publishedAt, expiresAt } = json as { publishedAt: string; expiresAt: string };
  expectNow(publishedAt);
  expect(Date.parse(expiresAt) - Date.parse(publishedAt)).toBe(30 * MINUTE_MS);
  for (const url of serverUrls) {
    await eventually(`the alert on ${url}`, async () => {
      const page = await (await fetch(url)).text();
      return /class="breaking".*?<\/article>/s.exec(page)?.[0].includes(headline) || undefined;
    });
  }
}

async function holdsForTwoSeconds({ query }: UnderFire, editor: Editor): Promise<void> {
  const { id, status } = await editor.posts(aStory({ holdSeconds: 2 }));
  expect(status).toBe("held");
  const [story] = await query<{ at: Date; waits: Date }>(
    "select r.at, s.release_at as waits from story s join revision r on r.story_id = s.id where s.id = $1",
    [id],
  );
  expectNow(story?.at.toISOString());
  expect((story?.waits.getTime() ?? 0) - (story?.at.getTime() ?? 0)).toBeLessThanOrEqual(2_001);
  const released = await eventually("the release of what was held", async () => {
    const [row] = await query<{ at: Date }>("select published_at as at from story where id = $1", [id]);
    return row?.at ?? undefined;
  });
  expect(released.getTime()).toBeGreaterThanOrEqual(story?.waits.getTime() ?? 0);
  expectNow(released.toISOString());
}

async function knowsTheKey(editors: Editor[]): Promise<void> {
  const [story, key] = [aStory(), randomUUID()];
  const answers = [];
  for (const editor of [...editors, ...editors]) answers.push(await editor.ask("POST", "/v1/stories", story, { key }));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers.map(({ headers }) => headers.get("Idempotency-Replayed"))).toEqual([null, "true", "true", "true"]);
}

/** The proof that the clocks were wrong: BullMQ writes the process's own time into its jobs. */
async function expectWrongClocks({ redis, redisPrefix }: UnderFire, offMs: number[]): Promise<void> {
  const ids = (await redis.ask("ZRANGE", `${redisPrefix}:stories:completed`, 0, -1)) as string[];
  const times = await Promise.all(
    ids.map((id) => redis.ask("HMGET", `${redisPrefix}:stories:${id}`, "timestamp", "processedOn")),
  );
  const off = new Set(
    times.flatMap((pair) => (pair as string[]).map((time) => Math.round((Number(time) - Date.now()) / MINUTE_MS))),
  );
  const wanted = new Set(offMs.map((ms) => ms / MINUTE_MS));
  expect([...wanted].filter((minutes) => ![0, -1, 1].some((about) => off.has(minutes + about)))).toEqual([]);
}

function expectNow(text: string | null | undefined): void {
  expect(Math.abs(Date.parse(text ?? "") - Date.now()), `${text} is not now`).toBeLessThan(ABOUT_MS);
}
