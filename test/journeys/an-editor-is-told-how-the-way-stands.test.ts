import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Strip, ToldReceipt } from "../../core/pipes/desk-events.ts";
import type { DeskStoryDetail, SimilarStory } from "../../core/pipes/desk-stories.ts";
import { eventually, within } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson, type Person } from "../support/people/people.ts";
import { openDeskOf } from "../support/readers/open-desk.ts";
import { openReader } from "../support/readers/open-reader.ts";

test("D3, D11: the desk is told how many screens are open on all servers, and whether anybody works", async (t) => {
  const london = await startLondon(t, { servers: 2, workers: 0 });
  const mary = await aPerson(london);
  const readers = await Promise.all(london.urls.flatMap((url) => [1, 2].map(() => openReader(t, url))));
  const strip = await stripWhen(mary, ({ servers, readers: open }) => servers === 2 && open === 4);
  expect(strip).toMatchObject({ queue: { workers: 0, depth: 0, failed: 0, oldestMs: null }, unsent: 0 });
  await london.editor.posts(aStory());
  const waiting = await stripWhen(mary, ({ queue }) => queue?.depth === 1);
  expect(waiting.queue?.oldestMs).toBeGreaterThanOrEqual(0);
  await london.startWorker();
  readers[0]?.close();
  await stripWhen(mary, ({ unsent, queue, readers: open }) => unsent === 0 && queue?.workers === 1 && open === 3);
});

test("D4: a story that was held is on its receipt as queued, since the queue carried its wake-up", async (t) => {
  const london = await startLondon(t);
  const mary = await aPerson(london);
  const { id } = await london.editor.posts(aStory({ holdSeconds: 1 }));
  const held = await receiptWhen(mary, id, () => true);
  expect([held.isOut, held.status, held.queued]).toEqual([false, "held", null]);
  expect(held.releaseAt).not.toBeNull();
  const out = await receiptWhen(mary, id, ({ queued, fannedOut }) => queued !== null && fannedOut !== null);
  expect([out.isOut, out.status, out.releaseAt]).toEqual([true, "published", null]);
  expect(Date.parse(out.queued ?? "")).toBeGreaterThanOrEqual(Date.parse(out.stored));
});

test("D4: an open desk is told of the receipts that it watches, as they fill in and on whichever server it is", async (t) => {
  const london = await startLondon(t, { servers: 2 });
  const reader = await openReader(t, london.url, { shows: true });
  const { id } = await london.editor.posts(aStory());
  const desk = await openDeskOf(t, london.urls[1] ?? "", { Authorization: `Bearer ${london.token}` });
  const told: ToldReceipt[] = [];
  const whole = new Promise<ToldReceipt>((resolve) => {
    desk.socket.on("receipt", (receipt: ToldReceipt) => {
      told.push(receipt);
      if (receipt.reach.shown === 1) resolve(receipt);
    });
  });
  const screens = new Promise((resolve) =>
    desk.socket.on("reach", (reach) => reach.servers === 2 && reach.readers === 1 && resolve(reach)),
  );
  for (const wrong of [{}, { receipts: [{ story: "x", rev: 1 }] }, { receipts: [{ story: id, rev: 0 }] }, null]) {
    expect(await desk.says("watch", wrong)).toMatchObject({ problem: "invalid" });
  }
  expect(await desk.says("watch", { receipts: [{ story: id, rev: 1 }] })).toEqual({});
  expect(await within("the receipt", whole)).toMatchObject({ story: id, rev: 1, isOut: true, status: "published" });
  expect(await within("the open screens", screens)).toEqual({ servers: 2, readers: 1 });
  expect(new Set(told.map((receipt) => JSON.stringify(receipt))).size).toBe(told.length);
  expect(reader.breaches).toEqual([]);
});

test("D7: a desk that says where it is is told who else is there", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const text = randomUUID();
  const desk = await openDeskOf(t, london.url, { Authorization: `Bearer ${london.token}` });
  const people = new Promise((resolve) => desk.socket.on("presence", resolve));
  for (const wrong of [
    { text, tab: "a" },
    { text: "x", tab: "a", takesOver: false },
    { text, tab: "'", takesOver: true },
  ]) {
    expect(await desk.says("attend", wrong)).toMatchObject({ problem: "invalid" });
  }
  expect(await desk.says("attend", { text, tab: "one", takesOver: false })).toEqual({});
  expect(await within("who is there", people)).toMatchObject({ text, people: [{ tab: "one", holds: true }] });
});

test("D8: while a headline is written the desk names what is like it, and counts the day's alerts", async (t) => {
  const london = await startLondon(t);
  const mary = await aPerson(london, { name: "Mary Okafor" });
  const story = aStory({ headline: "Tube strike is off after a late deal", urgency: "flash" });
  const { id } = (await mary.ask("POST", "/v1/stories", story)).json as { id: string };
  const alike = async (headline: string, except = "") => {
    const query = new URLSearchParams({ headline, ...(except && { except }) });
    return ((await mary.ask("GET", `/v1/desk/similar?${query}`)).json as { stories: SimilarStory[] }).stories;
  };
  const [found] = await alike("Tube strike off after late deal");
  expect(found).toMatchObject({ story: id, by: "Mary Okafor", urgency: "flash", status: "published" });
  expect(found?.likeness).toBeGreaterThan(0.5);
  expect(await alike("Tube strike off after late deal", id)).toEqual([]);
  expect(await alike("Something else altogether")).toEqual([]);
  await london.editor.posts(aStory({ urgency: "breaking", holdSeconds: 600 }));
  const { alerts } = await stripWhen(mary, () => true);
  expect([alerts.flash.spent, alerts.breaking.spent]).toEqual([1, 0]);
});

test("D5: a story's history tells the desk who wrote each revision and how many screens showed it", async (t) => {
  const london = await startLondon(t);
  const mary = await aPerson(london, { name: "Mary Okafor" });
  await openReader(t, london.url, { shows: true });
  const { id } = (await mary.ask("POST", "/v1/stories", aStory({ headline: "As it was" }))).json as { id: string };
  await receiptWhen(mary, id, ({ reach }) => reach.shown === 1);
  await mary.ask("POST", `/v1/stories/${id}/revisions`, {
    rev: 2,
    kind: "correction",
    note: "A word.",
    headline: "As it is",
  });
  const { json } = await mary.ask("GET", `/v1/desk/stories/${id}`);
  const { revisions } = json as DeskStoryDetail;
  expect(revisions.map(({ rev, kind, by, headline }) => [rev, kind, by, headline])).toEqual([
    [1, "new", "Mary Okafor", "As it was"],
    [2, "correction", "Mary Okafor", "As it is"],
  ]);
  expect(revisions[0]?.reach).toEqual({ readers: 1, open: 1, shown: 1 });
});

test("D2: a text is previewed by the renderer of the reader's page, and nothing of it is kept", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await aPerson(london);
  const body = "Some **text** <script>alert(1)</script>";
  const { status, json } = await mary.ask("POST", "/v1/desk/preview", { body });
  expect([status, json]).toEqual([
    200,
    {
      bodyHtml: "<p>Some <strong>text</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>",
      excerpt: "Some text <script>alert(1)</script>",
    },
  ]);
  expect((await mary.ask("POST", "/v1/desk/preview", { body: 1 })).status).toBe(422);
});

function stripWhen(person: Person, isSo: (strip: Strip) => boolean): Promise<Strip> {
  return eventually("the strip", async () => {
    const { json } = await person.ask("GET", "/v1/desk/strip");
    return isSo(json as Strip) ? (json as Strip) : undefined;
  });
}

function receiptWhen(person: Person, id: string, isSo: (receipt: ToldReceipt) => boolean): Promise<ToldReceipt> {
  return eventually("the receipt", async () => {
    const { json } = await person.ask("GET", `/v1/desk/receipts?of=${id}:1`);
    const [receipt] = (json as { receipts: ToldReceipt[] }).receipts;
    return receipt && isSo(receipt) ? receipt : undefined;
  });
}
