import { fileURLToPath } from "node:url";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { sql } from "kysely";
import { expect, inject, type TestContext, test } from "vitest";
import { readConfig } from "../../core/settings/config.ts";
import type { Store } from "../../core/store/connect.ts";
import { claimNarration, keepNarrations, takeUnannounced } from "../../core/store/stories/narrations.ts";
import { findVoice } from "../../deploy/local/embedded/voice-programs.ts";
import { narrateStory } from "../../workers/narration/narrate-story.ts";
import { speak } from "../../workers/narration/speak.ts";
import { startWorkers } from "../../workers/start-workers.ts";
import { eventually } from "../support/deadline.ts";
import { fillWire } from "../support/paper/fill-wire.ts";
import { memoryLog } from "../support/paper/memory-log.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { vapidEnvironment } from "../support/push/vapid.ts";
import { plainAsker } from "../support/requests/ask-plainly.ts";
import { STAND_IN } from "../support/voice/stand-in.ts";

const VOICE = { speechCommand: STAND_IN.SPEECH_COMMAND, encoderCommand: STAND_IN.SPEECH_ENCODER };

test("R10: a story is read out once for each revision, and its page says where and how long", async (t) => {
  const london = await startLondon(t, { workers: 2, env: STAND_IN });
  const { id } = await london.editor.posts(aStory({ headline: "Heard", body: "One.\n\nTwo.", lead: true }));
  const path = await audioOf(london, id);
  expect(path).toBe(`/audio/${id}/1.ogg`);
  expect(await (await fetch(london.url)).text()).toContain(`data-audio="${path}" data-audio-seconds="2"`);
  const sound = await fetch(london.url + path);
  expect(Object.fromEntries(sound.headers)).toMatchObject({
    "accept-ranges": "bytes",
    "cache-control": "public, max-age=31536000, immutable",
    "content-type": "audio/ogg; codecs=opus",
  });
  expect(await sound.text()).toContain("Heard.\n\nOne.\n\nTwo.");
  const rows = await london.store.selectFrom("narration").select(["rev", "state", "attempts"]).execute();
  expect(rows).toEqual([{ rev: 1, state: "ready", attempts: 1 }]);
});

test("R10: a sound is sent in the parts that are asked for", async (t) => {
  const london = await startLondon(t, { env: STAND_IN });
  const { id } = await london.editor.posts(aStory({ body: "Many words. ".repeat(2_000) }));
  const url = london.url + (await audioOf(london, id));
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
  const ask = async (headers: Record<string, string>, method = "GET") => {
    const answer = await fetch(url, { method, headers });
    const { status } = answer;
    return {
      status,
      range: answer.headers.get("content-range"),
      length: answer.headers.get("content-length"),
      bytes: Buffer.from(await answer.arrayBuffer()),
    };
  };
  for (const [range, start, end] of [
    ["bytes=0-9", 0, 9],
    ["bytes=100-", 100, whole.length - 1],
    ["bytes=-7", whole.length - 7, whole.length - 1],
    [`bytes=5-${10 * whole.length}`, 5, whole.length - 1],
  ] as const) {
    const part = await ask({ Range: range });
    expect([range, part.status, part.range]).toEqual([range, 206, `bytes ${start}-${end}/${whole.length}`]);
    expect(part.bytes.equals(whole.subarray(start, end + 1))).toBe(true);
  }
  for (const range of ["bytes=0-1,4-5", "lines=1-2", "nonsense"])
    expect([range, (await ask({ Range: range })).status]).toEqual([range, 200]);
  const beyond = await ask({ Range: `bytes=${whole.length}-` });
  expect([beyond.status, beyond.range]).toEqual([416, `bytes */${whole.length}`]);
  const etag = (await fetch(url)).headers.get("etag") ?? "";
  expect((await ask({ Range: "bytes=0-0", "If-Range": etag })).status).toBe(206);
  expect((await ask({ Range: "bytes=0-0", "If-Range": '"another"' })).status).toBe(200);
  const { pathname } = new URL(url);
  const again = { method: "GET", path: pathname, headers: { "If-None-Match": etag } };
  expect((await plainAsker(t, london.url)(again)).status).toBe(304);
  const head = await ask({}, "HEAD");
  expect([head.status, head.length, head.bytes.length]).toEqual([200, String(whole.length), 0]);
});

test("I7: a corrected text is no longer heard, and of a retracted one no sound is left", async (t) => {
  const london = await startLondon(t, { env: STAND_IN });
  const { editor, url, store } = london;
  const { id } = await editor.posts(aStory({ body: "Wrong." }));
  const wrong = url + (await audioOf(london, id));
  await editor.revises(id, { rev: 2, kind: "correction", note: "Not so.", body: "Right." });
  expect((await fetch(wrong)).status).toBe(404);
  const right = url + (await audioOf(london, id));
  expect(await (await fetch(right)).text()).toContain("Right.");
  await editor.retracts(id, { rev: 3, note: "None of it." });
  for (const sound of [wrong, right, `${url}/audio/${id}/3.ogg`])
    expect([sound, (await fetch(sound)).status]).toEqual([sound, 410]);
  expect(await store.selectFrom("narration").select("rev").execute()).toEqual([]);
  for (const path of [
    "/audio/x/1.ogg",
    `/audio/${id}/1.mp3`,
    `/audio/${id}/0.ogg`,
    "/audio/00000000-0000-0000-0000-000000000000/1.ogg",
  ])
    expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
});

test("I7: what was taken back while it was being read out is never heard", async (t) => {
  const { editor, store } = await startLondon(t, { workers: 0 });
  const { id } = await editor.posts(aStory());
  await keepNarrations(store);
  await narrateStory(
    {
      store,
      speak: async (text) => {
        await editor.retracts(id, { rev: 2, note: "Not so." });
        return speak(VOICE, text);
      },
      onFailure: () => expect.unreachable(),
    },
    { storyId: id, rev: 1 },
  );
  await keepNarrations(store);
  expect(await store.selectFrom("narration").select("rev").execute()).toEqual([]);
});

test("R10: on a machine without a voice nothing is written, nothing waits, and headlines go out as ever", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { log, lines } = memoryLog();
  const silent = readConfig({ ...configOf(london), SPEECH_COMMAND: "there-is-no-such-voice" });
  if (!silent.ok) throw new Error(silent.mistakes.join());
  const worker = await startWorkers(silent.config, log);
  t.onTestFinished(() => worker.close());
  await eventually(
    "the worker to find no voice",
    () => lines.some((line) => line.startsWith("info: no voice here")) || undefined,
  );
  const { seq } = await london.editor.posts(aStory());
  await eventually("the story to be fanned out", async () => {
    const stage = await london.store
      .selectFrom("stage")
      .selectAll()
      .where("seq", "=", seq ?? 0)
      .executeTakeFirst();
    return stage?.fanned_out_at ?? undefined;
  });
  expect(await london.store.selectFrom("narration").selectAll().execute()).toEqual([]);
  expect(await jobsWaiting(t, london)).toBe(0);
});

test("R10: a text that the voice cannot say is tried three times and then left alone; the next one is read", async (t) => {
  const { editor, store } = await startLondon(t, { workers: 0 });
  const { id } = await editor.posts(aStory({ body: "Now it breaks." }));
  await keepNarrations(store);
  const failures: string[] = [];
  const narrate = () =>
    narrateStory(
      { store, speak: (text) => speak(VOICE, text), onFailure: (failure) => failures.push(String(failure)) },
      { storyId: id, rev: 1 },
    );
  for (let i = 0; i < 5; i++) await narrate();
  expect(failures).toHaveLength(3);
  expect(failures[0]).toContain("ended with 3: cannot say this");
  expect(await stateOf(store, id)).toBe("failed");
  const long = await editor.posts(aStory({ body: "Words and words. ".repeat(3_000) }));
  await keepNarrations(store);
  await narrateStory({ store, speak: () => expect.unreachable(), onFailure: () => {} }, { storyId: long.id, rev: 1 });
  expect(await stateOf(store, long.id)).toBe("failed");
});

test("R10: a voice that does not end, or does not stop, is ended", async () => {
  await expect(speak(VOICE, "it never ends", { timeoutMs: 500, maxBytes: 1_000 })).rejects.toThrow("within 500 ms");
  await expect(speak(VOICE, "it never stops", { timeoutMs: 20_000, maxBytes: 1_000_000 })).rejects.toThrow("more than");
  await expect(speak({ ...VOICE, speechCommand: "there-is-no-such-voice" }, "x")).rejects.toThrow("ENOENT");
  await expect(speak({ ...VOICE, encoderCommand: "cat" }, "x")).rejects.toThrow("no Ogg Opus");
});

test("R10, I9: a job that was lost is sent again, and a worker that died is replaced", async (t) => {
  const { editor, store } = await startLondon(t, { workers: 0 });
  const { id } = await editor.posts(aStory());
  const key = { storyId: id, rev: 1 };
  await keepNarrations(store);
  expect(await takeUnannounced(store)).toEqual([key]);
  expect(await takeUnannounced(store)).toEqual([]);
  await sql`update narration set announced_at = announced_at - interval '61 seconds'`.execute(store);
  expect(await takeUnannounced(store)).toEqual([key]);
  expect(await claimNarration(store, key)).not.toBeNull();
  expect(await claimNarration(store, key)).toBeNull(); // in somebody's hand
  await sql`update narration set announced_at = announced_at - interval '61 seconds', lease_until = clock_timestamp()`.execute(
    store,
  );
  expect(await takeUnannounced(store)).toEqual([key]);
  expect(await claimNarration(store, key)).not.toBeNull();
});

test("R10: few jobs wait at a time, the newest story first, and what nobody looks at any more is not read out", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  await fillWire(london, 210);
  await keepNarrations(london.store);
  const newest = await london.store.selectFrom("story").select("id").orderBy("seq", "desc").limit(6).execute();
  const first = await takeUnannounced(london.store);
  expect(new Set(first.map(({ storyId }) => storyId))).toEqual(new Set(newest.slice(0, 4).map(({ id }) => id)));
  expect(await takeUnannounced(london.store)).toEqual([]);
  const [one] = first;
  if (!one) throw new Error("nothing was taken");
  await narrateStory({ store: london.store, speak: (text) => speak(VOICE, text), onFailure: () => {} }, one);
  expect(await takeUnannounced(london.store)).toEqual([{ storyId: newest[4]?.id, rev: 1 }]);
  await fillWire(london, 100);
  await keepNarrations(london.store);
  const rows = await london.store.selectFrom("narration").select("state").execute();
  expect(rows).toHaveLength(200);
});

test("C8: a job that names no story harms nobody", async (t) => {
  const london = await startLondon(t, { env: { ...STAND_IN, LOG_LEVEL: "error" } });
  const queue = new Queue("narrations", {
    connection: new Redis(inject("redisUrl")),
    prefix: london.config.redisPrefix,
  });
  t.onTestFinished(() => queue.disconnect());
  for (const data of [
    null,
    "x",
    { storyId: "x", rev: 1 },
    { storyId: "00000000-0000-0000-0000-000000000000", rev: 1 },
    { storyId: 1, rev: "1" },
  ])
    await queue.add("narrate", data);
  const { id } = await london.editor.posts(aStory());
  await audioOf(london, id);
});

/** The voice that `npm start` would have here: on the path, or in the project's cache. */
test("R10: the voice of this machine, if it has one, reads a story out", async () => {
  const cacheDir = fileURLToPath(new URL("../../.cache", import.meta.url));
  const { environment, isMissing } = findVoice({ given: {}, searchPath: process.env.PATH ?? "", cacheDir });
  const needed = {
    DATABASE_URL: "postgres://x",
    REDIS_URL: "redis://x",
    SESSION_SECRET: "x".repeat(32),
    ...vapidEnvironment(),
  };
  const read = readConfig({ ...environment, ...needed });
  if (!read.ok) throw new Error(read.mistakes.join());
  const voice = { speechCommand: read.config.speechCommand, encoderCommand: read.config.speechEncoder };
  const spoken = await speak(voice, "The tide was so high that the barrier was closed.").catch((failure: unknown) =>
    String(failure),
  );
  if (typeof spoken === "string") {
    console.warn(`no voice on this machine, so only the stand-in was heard: ${spoken}`);
    expect(isMissing || /ENOENT/.test(spoken)).toBe(true);
    return;
  }
  expect(spoken.seconds).toBeGreaterThan(1.5);
  expect(spoken.seconds).toBeLessThan(8);
  expect(spoken.audio.length).toBeLessThan(40_000);
});

async function audioOf({ url }: London, id: string): Promise<string> {
  return eventually("the story to be heard", async () => {
    const page = await (await fetch(`${url}/story/${id}`)).text();
    return /<article class="article"[^>]* data-audio="([^"]+)"/.exec(page)?.[1];
  });
}

async function stateOf(store: Store, id: string): Promise<string | undefined> {
  return (await store.selectFrom("narration").select("state").where("story_id", "=", id).executeTakeFirst())?.state;
}

async function jobsWaiting(t: TestContext, { config }: London): Promise<number> {
  const queue = new Queue("narrations", { connection: new Redis(inject("redisUrl")), prefix: config.redisPrefix });
  t.onTestFinished(() => queue.disconnect());
  return queue.count();
}

function configOf({ config }: London): Record<string, string> {
  const { databaseUrl, redisUrl, redisPrefix, sessionSecret, site } = config;
  return {
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, REDIS_PREFIX: redisPrefix, PUBLIC_URL: site.publicUrl },
    ...{ METRICS_PORT: "0", METRICS_HOST: "127.0.0.1", SESSION_SECRET: sessionSecret },
    ...vapidEnvironment(),
  };
}
