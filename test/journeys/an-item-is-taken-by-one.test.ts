import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Draft } from "../../core/news/draft.ts";
import type { Inbox } from "../../core/news/inbox.ts";
import { sweepItems } from "../../core/store/inbox/keep-items.ts";
import { within } from "../support/deadline.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aFoundItem, anItem, aSource, bring } from "../support/people/inbox-rows.ts";
import { aPerson, type Person } from "../support/people/people.ts";
import { openDeskOf } from "../support/readers/open-desk.ts";

const take = (person: Person, item: string, more: object = {}) =>
  person.ask("POST", `/v1/desk/inbox/${item}/take`, { draft: randomUUID(), ...more });

async function inboxOf(person: Person, source = ""): Promise<Inbox> {
  return (await person.ask("GET", `/v1/desk/inbox${source && `?source=${source}`}`)).json as Inbox;
}

test("D10: of two who take an item at once one has it, and the other is told who; taking it all the same is a choice", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const people = await Promise.all([aPerson(london, { name: "Mary" }), aPerson(london, { name: "Alex" })]);
  for (let round = 0; round < 10; round++) {
    const item = await anItem(london);
    const answers = await Promise.all(people.map((person) => take(person, item)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = answers.findIndex(({ status }) => status === 409);
    const winner = people[1 - lost]?.name;
    expect(answers[lost]?.json).toMatchObject({ by: winner, type: expect.stringContaining("item-taken") });
    const drafts = await london.store.selectFrom("draft").select("id").execute();
    expect(drafts.length).toBe(round + 1 + (round > 0 ? 1 : 0));
    if (round > 0) continue;
    expect((await take(people[lost] as Person, item, { evenIfTaken: true })).status).toBe(200);
  }
});

test("D10: whoever takes an item has a draft that says whose it is, and the same taking again is the same draft", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await aPerson(london, { name: "Mary" });
  const item = await anItem(london, { standfirst: "The line below.", body: "One\\_two.\n\nThree." });
  const draft = randomUUID();
  for (const _ of [1, 2]) {
    const { status, json } = await mary.ask("POST", `/v1/desk/inbox/${item}/take`, { draft });
    expect(status).toBe(200);
    expect((json as Draft).fields).toMatchObject({
      ...{ standfirst: "The line below.", section: "world", byline: "Agency", urgency: "routine", releaseAt: "" },
      body: "One\\_two.\n\nThree.\n\nSource: Agency, <https://agency.example/item>",
    });
  }
  expect((await inboxOf(mary)).items).toMatchObject([{ id: item, state: "taken", by: "Mary", draft }]);
  const later = await anItem(london, { embargoedUntil: "2090-07-01T10:00:30Z" });
  expect(((await take(mary, later)).json as Draft).fields.releaseAt).toBe("2090-07-01T11:01");
});

test("D10: an item is the story that its draft became, and waits again when the draft is thrown away", async (t) => {
  const london = await startLondon(t);
  const mary = await aPerson(london, { name: "Mary" });
  const item = await anItem(london);
  const first = (await take(mary, item)).json as Draft;
  await mary.ask("DELETE", `/v1/desk/drafts/${first.id}`);
  expect((await inboxOf(mary)).items).toMatchObject([{ id: item, state: "new" }]);
  const second = (await take(mary, item)).json as Draft;
  const { headline, body, section, byline } = second.fields;
  const { id: story } = await london.editor.posts({ headline, body, section, byline });
  expect((await mary.ask("DELETE", `/v1/desk/drafts/${second.id}?story=${story}`)).status).toBe(204);
  expect((await inboxOf(mary)).items).toMatchObject([{ id: item, state: "taken", by: "Mary", story, isOut: true }]);
  expect((await take(mary, item)).json).toMatchObject({ by: "Mary", story });
  const { json } = await london.editor.ask("GET", `/v1/stories/${story}`);
  expect((json as { bodyHtml: string }).bodyHtml).toContain('Source: Agency, <a href="https://agency.example/item"');
});

test("D10: what its source changes is the next version, what it withdraws is offered no more; what nobody wants stays away", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await aPerson(london, { name: "Mary" });
  const source = await aSource(london);
  const [a, b, c] = [aFoundItem(), aFoundItem(), aFoundItem()];
  await bring(london, source, [a, b, c]);
  await bring(london, source, [a, b, c]);
  const { items } = await inboxOf(mary);
  expect(items.map(({ headline, version }) => [headline, version])).toEqual([a, b, c].map((one) => [one.headline, 1]));
  const idOf = ({ headline }: { headline: string }) => items.find((one) => one.headline === headline)?.id ?? "";
  await take(mary, idOf(a));
  await mary.ask("POST", "/v1/desk/inbox/dismissals", { items: [idOf(b)] });
  await bring(london, source, [
    { ...a, headline: "A, corrected" },
    { ...b, body: "Another." },
    { ...c, isWithdrawn: true },
  ]);
  const after = (await inboxOf(mary, source)).items;
  expect(after).toMatchObject([
    { id: idOf(a), headline: "A, corrected", version: 2, state: "taken", isChangedSince: true },
  ]);
  expect((await take(mary, idOf(c))).json).toMatchObject({ type: expect.stringContaining("item-withdrawn") });
  expect((await inboxOf(mary)).sources).toMatchObject([{ id: source, waiting: 0 }]);
  expect((await inboxOf(mary, randomUUID())).items).toEqual([]);
});

test("D1, D10: who took an item, did not want it, or wanted it after all, leaves a line", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await aPerson(london, { name: "Mary" });
  const [wanted, unwanted] = [await anItem(london), await anItem(london)];
  await take(mary, wanted);
  await take(await aPerson(london), wanted); // is told who has it, and that is no act
  for (const undo of [false, false, true]) {
    await mary.ask("POST", "/v1/desk/inbox/dismissals", { items: [wanted, unwanted], undo });
  }
  const lines = await london.store
    .selectFrom("audit_log")
    .select(["name", "act", "about", "address"])
    .where("act", "like", "item.%")
    .orderBy("id")
    .execute();
  const by = { name: "Mary", address: "127.0.0.1" };
  expect(lines).toMatchObject([
    { ...by, act: "item.take", about: { item: wanted } },
    { ...by, act: "item.dismiss", about: { items: [unwanted] } },
    { ...by, act: "item.restore", about: { items: [unwanted] } },
  ]);
});

test("D10: what its source has not had for a week is forgotten, but not what somebody is writing of", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const [kept, old, written] = [await anItem(london), await anItem(london), await anItem(london)];
  await take(await aPerson(london), written);
  const longAgo = new Date(Date.now() - 8 * 86_400_000);
  await london.store.updateTable("inbox_item").set({ seen_at: longAgo }).where("id", "in", [old, written]).execute();
  await sweepItems(london.store);
  const left = await london.store.selectFrom("inbox_item").select("id").execute();
  expect(left.map(({ id }) => id).sort()).toEqual([kept, written].sort());
});

test("D10: every open desk is told within a moment that something came in, and that somebody took it", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await aPerson(london, { name: "Mary" });
  const { socket } = await openDeskOf(t, london.url, { Cookie: mary.cookie, Origin: london.config.site.publicUrl });
  const told = (waiting: number) =>
    within(
      `told of ${waiting}`,
      new Promise<void>((resolve) => {
        socket.on("inbox", (count: { waiting: number }) => count.waiting === waiting && resolve());
      }),
    );
  const item = await whenTold(told(1), () => anItem(london));
  await whenTold(told(0), () => take(mary, item));
});

async function whenTold<T>(told: Promise<void>, act: () => Promise<T>): Promise<T> {
  const done = await act();
  await told;
  return done;
}

test("D10: an admin looks after sources, each act leaves a line, and what is no address is not kept", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const ruth = await aPerson(london, { role: "admin", name: "Ruth" });
  const source = await aSource(london, { name: "Kent", url: "https://kent.example/feed" });
  const given = {
    csrf: ruth.csrf,
    source,
    name: "Wires of Kent",
    url: "https://kent.example/other",
    section: "uk",
    minutes: "10",
  };
  const changed = await send(london, ruth, "change", given);
  expect([changed.status, changed.headers.get("Location")]).toEqual([303, `/desk/sources?read=${source}`]);
  for (const wrong of [
    { url: "file:///etc/passwd" },
    { url: "https://a:b@kent.example/" },
    { section: "x" },
    { minutes: "0" },
    { name: " " },
  ]) {
    expect((await send(london, ruth, "add", { ...given, ...wrong })).status).toBe(422);
  }
  expect((await send(london, ruth, "add", given)).status).toBe(409);
  await send(london, ruth, "remove", given);
  const lines = await london.store
    .selectFrom("audit_log")
    .select(["act", "about"])
    .where("act", "like", "source.%")
    .orderBy("id")
    .execute();
  expect(lines.map(({ act, about }) => [act, about.address])).toEqual([
    ["source.add", "https://kent.example/feed"],
    ["source.change", "https://kent.example/other"],
    ["source.remove", "https://kent.example/other"],
  ]);
});

function send(
  { url, config }: London,
  { cookie }: Person,
  path: string,
  form: Record<string, string>,
): Promise<Response> {
  return fetch(`${url}/desk/sources/${path}`, {
    ...{ method: "POST", redirect: "manual", body: new URLSearchParams(form) },
    headers: { Cookie: cookie, Origin: config.site.publicUrl },
  });
}
