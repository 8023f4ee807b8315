import { expect, test } from "vitest";
import { fillWire } from "../support/paper/fill-wire.ts";
import { startLondon } from "../support/paper/start-london.ts";

interface Events {
  epoch: string;
  top: number;
  complete: boolean;
  events: { seq: number }[];
}

test("X1: events after any cursor, from memory or the store, page by page without a hole", async (t) => {
  const london = await startLondon(t);
  await fillWire(london, 2_401);
  const read = async (query: string): Promise<Events> => {
    const answer = await london.editor.ask("GET", `/v1/events${query}`, undefined, { token: null });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("max-age=1");
    return answer.json as Events;
  };

  const newest = await read("");
  expect(newest).toMatchObject({ top: 2_401, complete: true });
  expect(newest.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, i) => 2_302 + i));
  const got: number[] = [];
  for (let after = 0; after < newest.top; ) {
    const page = await read(`?after=${newest.epoch}:${after}&limit=500`);
    expect(page.complete).toBe(true);
    got.push(...page.events.map(({ seq }) => seq));
    after = got.at(-1) ?? 0;
  }
  expect(got).toEqual(Array.from({ length: 2_401 }, (_, i) => i + 1));
  expect((await read(`?after=${newest.epoch}:2401`)).events).toEqual([]);
  for (const cursor of [`${newest.epoch}:9999`, "zzzzzzzzzzzz:1", "000000000000:1"]) {
    expect(await read(`?after=${cursor}`), cursor).toMatchObject({ complete: false, epoch: newest.epoch, top: 2_401 });
  }
});

test("C9: a query that is none is refused by name", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  for (const query of ["?limit=0", "?limit=501", "?limit=x", "?after=x", "?after=", "?afterr=1"]) {
    const { status, headers } = await london.editor.ask("GET", `/v1/events${query}`, undefined, { token: null });
    expect(status, query).toBe(422);
    expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
  }
});
