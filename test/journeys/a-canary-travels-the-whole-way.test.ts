import { sql } from "kysely";
import { io } from "socket.io-client";
import { expect, test } from "vitest";
import { trimCanary } from "../../core/store/wire/trim-canary.ts";
import { readHead } from "../../core/store/wire/wire.ts";
import type { CanaryState } from "../../server/canary/flights.ts";
import { eventually } from "../support/deadline.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

const FLYING = { env: { CANARY: "on" } };

async function untilAll(london: London, status: CanaryState["status"]): Promise<void> {
  await eventually(`every server's canary ${status}`, () =>
    london.servers.every((server) => server.canary()?.status === status) ? true : undefined,
  );
}

async function health(url: string): Promise<{ status: number; degraded: string[] }> {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, ...((await answer.json()) as { degraded: string[] }) };
}

async function metrics(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

test("I16: a canary of each server is observed on every hop, and then it is green", async (t) => {
  const london = await startLondon(t, { servers: 2, ...FLYING });
  await untilAll(london, "green");
  for (const { port, metricsPort } of london.servers) {
    expect(await health(`http://127.0.0.1:${port}`)).toMatchObject({ status: 200, degraded: [] });
    const text = await metrics(metricsPort);
    expect(text).toMatch(/^london_canary_green\{role="server"\} 1$/m);
    expect(text).toMatch(/^london_canary_seconds_count\{role="server"\} [1-9]/m);
    for (const hop of ["store", "queue", "worker", "fan-out", "channel", "delivery"]) {
      const [, age] = new RegExp(`^london_canary_hop_age_seconds\\{.*hop="${hop}".*\\} (\\S+)$`, "m").exec(text) ?? [];
      expect(Number(age), hop).toBeLessThan(12);
    }
    expect(text).toMatch(/^london_readers\{role="server"\} 0$/m);
  }
});

test("I16: the canary takes no number of the news, and nobody who looks for it, or claims to be it, finds it", async (t) => {
  const london = await startLondon(t, FLYING);
  const { editor, store, url } = london;
  const claims = [undefined, "", "canary", "x".repeat(43), 7, {}, null];
  const readers = await Promise.all(claims.map((canary) => openReader(t, url, { canary })));
  await untilAll(london, "green");
  const posted = await editor.posts(aStory({ headline: "The one story of the day" }));
  expect(posted.seq).toBe(1);
  for (const reader of readers) {
    await reader.hasReached(1);
    expect([reader.hello.epoch, reader.events.length, reader.breaches]).toEqual([posted.epoch, 1, []]);
  }

  const hidden = await store.selectFrom("story").select(["id", "wire"]).where("wire", "=", "canary").execute();
  const id = hidden[0]?.id;
  expect(id).toBeDefined();
  for (const path of ["", "/revisions", "/receipt"]) {
    expect((await editor.ask("GET", `/v1/stories/${id}${path}`)).status, path).toBe(404);
  }
  expect((await editor.ask("GET", `/story/${id}/canary`)).status).toBe(404);
  const retraction = { rev: 2, note: "It was a bird" };
  expect((await editor.ask("POST", `/v1/stories/${id}/retraction`, retraction)).status).toBe(404);
  const places = ["/", "/latest", "/search?q=canary", "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"];
  const calls = ["/news-sitemap.xml", "/v1/stories", "/v1/search?q=canary", "/v1/events"];
  for (const path of [...places, ...calls]) {
    const { status, text } = await editor.ask("GET", path);
    expect(status, path).toBe(200);
    expect(text, path).not.toContain("/canary");
    expect(text, path).not.toContain(String(id));
  }
});

test.concurrent("I16: without a worker it turns red and says so, the server stays ready, and it is green when one comes", async (t) => {
  const london = await startLondon(t, { workers: 0, ...FLYING });
  const [server] = london.servers;
  await untilAll(london, "red");
  await eventually("the hop's name", async () => {
    const { status, degraded } = await health(london.url);
    expect(status).toBe(200);
    return degraded.includes("canary: worker") ? true : undefined;
  });
  expect(await metrics(server?.metricsPort ?? 0)).toMatch(/^london_canary_green\{role="server"\} 0$/m);
  await london.startWorker();
  await untilAll(london, "green");
  expect(String((await health(london.url)).degraded)).not.toContain("canary");
});

test.concurrent("I16: the canary's wire keeps its newest numbers and nothing else, and travels on", async (t) => {
  const london = await startLondon(t, FLYING);
  const { store, editor } = london;
  await editor.posts(aStory());
  const grown = await eventually("some canaries", async () => {
    const { top } = await readHead(store, "canary");
    return top >= 2 ? top : undefined;
  });
  await Promise.all([trimCanary(store, 1), trimCanary(store, 1)]);
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from event where wire = 'canary')::int as events,
      (select count(*) from story where wire = 'canary')::int as stories,
      (select count(*) from revision r join story s on s.id = r.story_id where s.wire = 'canary')::int as revisions,
      (select count(*) from idempotency where account = 'canary')::int as keys,
      (select count(*) from stage where wire = 'canary')::int as stages,
      (select count(*) from story_words)::int as words, (select seq from wire_head where wire = 'canary')::int as top,
      (select count(*) from event where wire = 'news')::int as news`.execute(store);
  const { top = 0, words = 0, ...left } = rows[0] ?? {};
  expect(top).toBeGreaterThanOrEqual(grown);
  expect(left).toMatchObject({ news: 1, events: words - 1, stories: words - 1, revisions: words - 1, keys: words - 1 });
  expect(words).toBeLessThanOrEqual(1 + 1 + (top - grown));
  expect(left.stages).toBeLessThanOrEqual(words - 1);
  const through = await eventually("another canary", async () => {
    const head = await readHead(store, "canary");
    return head.top > top ? head : undefined;
  });
  expect(through.top).toBeGreaterThan(top);
  await untilAll(london, "green");
});

test.concurrent("I16: when every worker was away for longer than the wire is kept, the wire begins anew, and the news stay", async (t) => {
  const london = await startLondon(t, FLYING);
  const { store, workers } = london;
  const { seq = 0 } = await london.editor.posts(aStory());
  const reader = await openReader(t, london.url, { cursor: `${(await readHead(store, "news")).epoch}:0` });
  await untilAll(london, "green");
  await Promise.all(workers.map((worker) => worker.close()));
  const before = await readHead(store, "canary");
  await eventually("canaries that nobody fans out", async () =>
    (await readHead(store, "canary")).top >= before.top + 3 ? true : undefined,
  );
  await trimCanary(store, 2);
  const backMs = performance.now();
  await london.startWorker();
  await eventually("a canary that came through since", () => {
    const { status, silentMs } = london.servers[0]?.canary() ?? {};
    return status === "green" && performance.now() - (silentMs ?? 0) > backMs ? true : undefined;
  });
  expect((await readHead(store, "canary")).epoch > before.epoch).toBe(true);
  const next = await london.editor.posts(aStory());
  await reader.hasReached(next.seq ?? 0);
  expect([next.epoch, next.seq, reader.events.length, reader.breaches]).toEqual([reader.hello.epoch, seq + 1, 2, []]);
});

test.concurrent("I16: when the canary's reader is not let in at the door, it is red and names the delivery", async (t) => {
  const london = await startLondon(t, { env: { CANARY: "on", READERS_PER_ADDRESS: "1" } });
  const { store, url } = london;
  await untilAll(london, "green");
  const other = io(url, { transports: ["websocket"], reconnectionDelay: 5, reconnectionDelayMax: 10, forceNew: true });
  t.onTestFinished(() => void other.close());
  await eventually("another reader in the one place that there is", async () => {
    if (other.connected) return true;
    await sql`select begin_epoch(wire, epoch, epoch) from wire_head where wire = 'canary'`.execute(store); // closes them
    return undefined;
  });
  await untilAll(london, "red");
  await eventually("the hop's name", () => (london.servers[0]?.canary()?.brokenHop === "delivery" ? true : undefined));
  other.close();
  await untilAll(london, "green");
});
