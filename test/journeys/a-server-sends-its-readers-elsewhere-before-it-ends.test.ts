import { expect, test } from "vitest";
import { startServer } from "../../server/start-server.ts";
import { memoryLog } from "../support/paper/memory-log.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

test("O3: a draining server is not ready, lets nobody in, and readers change over without losing an event", async (t) => {
  const london = await startLondon(t, { servers: 2 });
  const [leaving, staying = ""] = [london.urls[1] ?? "", london.urls[0]];
  const reader = await openReader(t, leaving);
  const before = await london.editor.posts(aStory());
  await reader.hasReached(before.seq ?? 0);

  const drained = london.servers[1]?.drain();
  expect((await fetch(new URL("/readyz", leaving))).status).toBe(503);
  expect((await fetch(new URL("/livez", leaving))).status).toBe(200);
  await expect(openReader(t, leaving)).rejects.toThrow();

  const next = await openReader(t, staying, { cursor: reader.cursor() });
  const during = await london.editor.posts(aStory());
  await Promise.all([next.hasReached(during.seq ?? 0), reader.hasReached(during.seq ?? 0)]);
  expect(reader.drains).toHaveLength(1);
  expect(reader.drains[0]?.afterMs).toBeGreaterThanOrEqual(0);
  expect(next.events.map(({ seq }) => seq)).toEqual([during.seq]);
  reader.close();
  await drained;
  expect([...reader.breaches, ...next.breaches]).toEqual([]);
});

test("O3: a server that ends with readers in it says goodbye to them before it closes its port, so that nothing hangs", async (t) => {
  const { config } = await startLondon(t, { servers: 0, workers: 0 });
  const { log, lines } = memoryLog();
  const server = await startServer({ ...config, port: 0 }, log);
  t.onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const readers = await Promise.all(Array.from({ length: 5 }, () => openReader(t, url)));
  const closed = readers.map((reader) => reader.closed());
  await server.close();
  await Promise.all(closed);
  expect(lines.filter((line) => line.startsWith("error"))).toEqual([]);
});
