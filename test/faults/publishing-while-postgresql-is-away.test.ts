import pg from "pg";
import { expect, type TestContext, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { type Line, openLine } from "../support/lines/cut-line.ts";
import { createDatabase } from "../support/paper/london-database.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { type Answer, aStory, type Taken } from "../support/people/editor.ts";

const SOON_MS = 5_000;

test("I1: while PostgreSQL is away a post is refused within 5 s, and is taken when it is back", async (t) => {
  const { london, line } = await londonOnALine(t);
  const { id } = await london.editor.posts(aStory());
  line.behaves("refuses");
  const story = aStory();
  const writes = ["/v1/stories", `/v1/stories/${id}/revisions`, `/v1/stories/${id}/retraction`];
  for (const path of writes) await isRefused(london, "POST", path, story, /unavailable|outcome-unknown/);
  for (const path of ["/v1/stories", `/v1/stories/${id}`, `/v1/stories/${id}/receipt`]) {
    await isRefused(london, "GET", path, undefined, /unavailable/);
  }
  expect((await london.editor.ask("GET", "/livez")).status).toBe(200);

  line.behaves("carries");
  const taken = await untilTaken(london, story, "away");
  expect(taken).toMatchObject({ rev: 1, seq: 2 });
});

test("I1: a PostgreSQL that says nothing is given up within 5 s, and the retry is done once", async (t) => {
  const { london, line } = await londonOnALine(t);
  await london.editor.posts(aStory());
  line.behaves("silent");
  const story = aStory();
  await isRefused(london, "POST", "/v1/stories", story, /unavailable|outcome-unknown/, "silent");
  await isRefused(london, "GET", "/v1/stories", undefined, /unavailable/);
  line.behaves("refuses");
  line.behaves("carries");
  expect(await untilTaken(london, story, "silent")).toMatchObject({ seq: 2 });
});

test("I1: whoever stands in line when PostgreSQL falls silent is told within 5 s too", async (t) => {
  const { london, line } = await londonOnALine(t);
  await london.editor.posts(aStory());
  line.behaves("silent");
  const posts: Promise<void>[] = [];
  for (let i = 0; i < 30; i++) {
    posts.push(isRefused(london, "POST", "/v1/stories", aStory(), /unavailable|outcome-unknown/));
    for (let step = 0; step < 20; step++) await london.editor.ask("GET", "/livez"); // they come one after the other
  }
  await Promise.all(posts);
  line.behaves("refuses");
});

test("I1: connections on which a vanished host has left questions open are given up, and the paper works again", async (t) => {
  const { london, line } = await londonOnALine(t);
  await london.editor.posts(aStory());
  line.behaves("silent");
  const reads = Array.from({ length: 20 }, () => isRefused(london, "GET", "/v1/stories", undefined, /unavailable/));
  const story = aStory();
  await isRefused(london, "POST", "/v1/stories", story, /unavailable|outcome-unknown/, "vanished");
  await Promise.all(reads);
  line.behaves("carries"); // for new calls; what was asked on the old ones is never answered
  expect(await untilTaken(london, story, "vanished")).toMatchObject({ seq: 2 });
  await eventually("a reader of stories", async () => {
    const { status } = await london.editor.ask("GET", "/v1/stories");
    return status === 200 ? true : undefined;
  });
});

test("I6: a commit whose answer was lost is told as unknown, and the same key tells what became of it", async (t) => {
  const { london, line } = await londonOnALine(t);
  await london.editor.posts(aStory());
  line.behaves("dies on answer");
  const story = aStory();
  await isRefused(london, "POST", "/v1/stories", story, /outcome-unknown/, "lost");
  line.behaves("carries");
  const again = await eventually("the answer", async () => {
    const answer = await london.editor.ask("POST", "/v1/stories", story, { key: "lost" });
    return answer.status === 201 ? answer : undefined;
  });
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(again.json).toMatchObject({ rev: 1, seq: 2 });
  expect((await london.editor.posts(aStory())).seq).toBe(3);
});

test("G3: who waits too long for the first of the same key is asked to come again", async (t) => {
  const { london, databaseUrl } = await londonOnALine(t);
  const first = new pg.Client({ connectionString: databaseUrl });
  await first.connect();
  t.onTestFinished(() => first.end());
  await first.query("begin");
  await first.query("select pg_advisory_xact_lock(hashtextextended('editor-token' || chr(10) || 'slow', 0))");
  const story = aStory();
  await isRefused(london, "POST", "/v1/stories", story, /unavailable/, "slow");
  await first.query("rollback");
  expect(await london.editor.posts(story, { key: "slow" })).toMatchObject({ rev: 1, seq: 1 });
});

/** A paper whose every word with PostgreSQL goes over a line that can be cut. */
async function londonOnALine(t: TestContext): Promise<{ london: London; line: Line; databaseUrl: string }> {
  const databaseUrl = await createDatabase(t);
  const url = new URL(databaseUrl);
  const line = await openLine(t, Number(url.port));
  Object.assign(url, { hostname: "127.0.0.1", port: String(line.port) });
  const london = await startLondon(t, { workers: 0, env: { DATABASE_URL: url.href, LOG_LEVEL: "fatal" } });
  return { london, line, databaseUrl };
}

async function isRefused(
  { editor }: London,
  method: string,
  path: string,
  body: unknown,
  kind: RegExp,
  key?: string,
): Promise<void> {
  const startedMs = performance.now();
  const answer: Answer = await editor.ask(method, path, body, key === undefined ? {} : { key });
  const told = `${method} ${path} ${answer.text}`;
  expect(performance.now() - startedMs, told).toBeLessThan(SOON_MS);
  expect([answer.status, answer.headers.get("retry-after")], told).toEqual([503, "1"]);
  expect((answer.json as { type: string }).type, told).toMatch(kind);
}

function untilTaken({ editor }: London, story: object, key: string): Promise<Taken> {
  return eventually("a post that is taken", async () => {
    const { status, json } = await editor.ask("POST", "/v1/stories", story, { key });
    return status === 201 ? (json as Taken) : undefined;
  });
}
