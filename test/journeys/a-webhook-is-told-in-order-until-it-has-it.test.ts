import { sql } from "kysely";
import { expect, type TestContext, test } from "vitest";
import { keepHubs } from "../../core/store/webhooks/keep-webhooks.ts";
import { eventually } from "../support/deadline.ts";
import { openReceiver, type Receiver } from "../support/others/receiver.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson, type Person } from "../support/people/people.ts";

/** A paper that may tell receivers on this machine, and an admin of it. */
async function startTelling(t: TestContext): Promise<{ london: London; admin: Person }> {
  const london = await startLondon(t, { env: { OUTGOING_PRIVATE_ADDRESSES: "127.0.0.1", LOG_LEVEL: "error" } });
  return { london, admin: await aPerson(london, { role: "admin" }) };
}

/** Makes a webhook for this receiver. Returns its id. */
async function tellIt(admin: Person, receiver: Receiver, wish: object = {}): Promise<string> {
  const made = await admin.ask("POST", "/v1/webhooks", { name: "The partner", url: receiver.url, ...wish });
  expect([made.status, made.text]).toEqual([201, expect.stringContaining("whsec_")]);
  const { id, secret } = made.json as { id: string; secret: string };
  receiver.secret = secret;
  return id;
}

test.concurrent("X4: a receiver gets the wire's own events, signed, in order and once, whatever it answers meanwhile", async (t) => {
  const { london, admin } = await startTelling(t);
  const { editor } = london;
  await editor.posts(aStory());
  const receiver = await openReceiver(t);
  await tellIt(admin, receiver);
  receiver.nextAnswers.push("refuse", "lose the answer");
  const { id } = await editor.posts(aStory({ headline: "Nach Süden — 南へ" }));
  await editor.revises(id, { rev: 2, kind: "correction", note: "It was so." });
  for (let i = 0; i < 10; i++) await editor.posts(aStory());
  await receiver.hasReached(13);
  const { json } = await editor.ask("GET", "/v1/events?limit=12");
  expect(receiver.events).toEqual((json as { events: object[] }).events);
  expect(receiver.breaches).toEqual([]);
  expect(receiver.nextAnswers).toEqual([]);
  await eventually("the row at the wire's top", async () => {
    const { webhooks } = (await admin.ask("GET", "/v1/webhooks")).json as { webhooks: { waiting: number }[] };
    return webhooks[0]?.waiting === 0 ? webhooks : undefined;
  });
});

test.concurrent("X4, I7: what was taken back before it was delivered is delivered without its text", async (t) => {
  const { london, admin } = await startTelling(t);
  const { editor } = london;
  const receiver = await openReceiver(t);
  await tellIt(admin, receiver);
  await receiver.dies();
  const { id } = await editor.posts(aStory({ headline: "A secret that was none" }));
  await eventually("an attempt in vain", async () => {
    const { webhooks } = (await admin.ask("GET", "/v1/webhooks")).json as { webhooks: { attempts: number }[] };
    return (webhooks[0]?.attempts ?? 0) > 0 ? true : undefined;
  });
  await editor.retracts(id, { rev: 2, note: "It was not so." });
  await receiver.returns();
  await receiver.hasReached(2);
  expect(receiver.events.map((event) => "kind" in event && event.kind)).toEqual(["withdrawn", "retraction"]);
  expect(JSON.stringify(receiver.messages)).not.toContain("A secret that was none");
});

test.concurrent("X4: who wants some sections is told what becomes of their stories, wherever they move", async (t) => {
  const { london, admin } = await startTelling(t);
  const { editor } = london;
  const receiver = await openReceiver(t, true);
  await tellIt(admin, receiver, { sections: ["sport"] });
  const ours = await editor.posts(aStory({ section: "sport" }));
  const other = await editor.posts(aStory({ section: "uk" }));
  await editor.revises(ours.id, { rev: 2, kind: "update", section: "business" });
  await editor.retracts(other.id, { rev: 2, note: "It was not so." });
  await editor.retracts(ours.id, { rev: 3, note: "Nor was this." });
  await receiver.hasReached(5);
  const told = receiver.events.map((event) => "story" in event && [event.seq, event.story.id]);
  expect(told).toEqual([1, 3, 5].map((seq) => [seq, ours.id]));
  expect(receiver.breaches).toEqual([]);
});

test.concurrent("X4: after a new epoch a receiver is told to read afresh, and goes on from there", async (t) => {
  const { london, admin } = await startTelling(t);
  const { editor, store } = london;
  const receiver = await openReceiver(t);
  await tellIt(admin, receiver);
  await editor.posts(aStory());
  await receiver.hasReached(1);
  await sql`select begin_epoch(wire, epoch, epoch) from wire_head where wire = 'news'`.execute(store);
  const reset = await eventually("the reset", () => receiver.messages.find(({ type }) => type === "wire.reset"));
  const { epoch, seq } = await editor.posts(aStory());
  expect(reset.data).toEqual({ upTo: `${epoch}:1`, events: [] });
  await receiver.hasReached(seq ?? 0);
  expect(receiver.events.at(-1)).toMatchObject({ epoch, seq });
  expect(receiver.breaches).toEqual([]);
});

test.concurrent("X4: a receiver that takes nothing for days is left alone, the desk says so, and an admin lets it go on", async (t) => {
  const { london, admin } = await startTelling(t);
  const { editor, store } = london;
  const receiver = await openReceiver(t);
  const id = await tellIt(admin, receiver);
  await receiver.dies();
  await editor.posts(aStory());
  const page = async (): Promise<string> => (await admin.ask("GET", "/desk/webhooks")).text;
  await eventually("that it fails", async () => (/Takes nothing since/.test(await page()) ? true : undefined));
  expect(await page()).toMatch(/nobody listens there.*1 event waits\. Tried/s);
  await sql`update webhook set failing_since = clock_timestamp() - interval '6 days', next_at = clock_timestamp()`.execute(
    store,
  );
  await eventually("that it is disabled", async () =>
    /Disabled: it takes nothing/.test(await page()) ? true : undefined,
  );
  await receiver.returns();
  await editor.posts(aStory());
  expect((await admin.ask("PUT", `/v1/webhooks/${id}`, { state: "active" })).status).toBe(204);
  await receiver.hasReached(2);
  expect([receiver.events.length, receiver.breaches]).toEqual([2, []]);

  receiver.nextAnswers.push("gone");
  await editor.posts(aStory());
  await eventually("that it is disabled at once", async () =>
    /it answered 410/.test(await page()) ? true : undefined,
  );
  expect((await admin.ask("PUT", `/v1/webhooks/${id}`, { state: "paused" })).status).toBe(204);
  expect((await admin.ask("DELETE", `/v1/webhooks/${id}`)).status).toBe(204);
  expect((await admin.ask("DELETE", `/v1/webhooks/${id}`)).status).toBe(404);
  expect(await page()).toContain("There are none.");
});

test.concurrent("X4, D1: an admin makes and pauses a webhook by the page's forms, and each act leaves a line", async (t) => {
  const { london, admin } = await startTelling(t);
  const receiver = await openReceiver(t);
  const send = (path: string, fields: Record<string, string>) =>
    admin.ask("POST", `/desk/webhooks/${path}`, new URLSearchParams({ csrf: admin.csrf, ...fields }).toString(), {
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
  const wish = { name: "<b>Partner</b>", "event-headline": "yes", "section-uk": "yes" };
  expect((await send("make", { ...wish, url: "" })).status).toBe(422);
  expect((await send("make", { ...wish, url: "https://me:secret@elsewhere.example/" })).text).toContain(
    "names a password",
  );
  const refused = await send("make", { ...wish, url: "ftp://elsewhere" });
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining("The address is not an http")]);
  expect(refused.text).toContain('value="&lt;b&gt;Partner&lt;/b&gt;"');
  const made = await send("make", { ...wish, url: receiver.url });
  receiver.secret = /whsec_[\w+/=]+/.exec(made.text.replaceAll("&#x2F;", "/"))?.[0] ?? "";
  await london.editor.posts(aStory());
  await receiver.hasReached(1);
  expect(receiver.breaches).toEqual([]);
  await keepHubs(london.store, []);
  const { id } = await london.store.selectFrom("webhook").select("id").executeTakeFirstOrThrow();
  expect((await send("pause", { webhook: id })).headers.get("location")).toBe("/desk/webhooks?done=pause");
  await london.editor.posts(aStory());
  expect((await admin.ask("GET", "/desk/webhooks")).text).toMatch(/Paused\. 1 event waits\./);
  expect((await send("pause", { webhook: id })).status).toBe(404);
  await send("resume", { webhook: id });
  await receiver.hasReached(2);
  await send("delete", { webhook: id });
  const { rows } = await sql<{ act: string }>`
    select act from audit_log where act like 'webhook.%' order by id`.execute(london.store);
  expect(rows.map(({ act }) => act)).toEqual(["create", "pause", "resume", "delete"].map((act) => `webhook.${act}`));
});
