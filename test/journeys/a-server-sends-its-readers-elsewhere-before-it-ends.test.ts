import { expect, test } from "vitest";
import { aStory } from "../support/editor.ts";
import { openReader } from "../support/open-reader.ts";
import { startLondon } from "../support/start-london.ts";

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
