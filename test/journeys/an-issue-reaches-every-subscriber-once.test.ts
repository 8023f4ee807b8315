import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { startMailSink } from "../support/mail/mail-sink.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { postIssue, readReceipt, untilDone } from "../support/people/issues.ts";
import { endSubscription, fillReadership } from "../support/people/readership.ts";
import { openReader } from "../support/readers/open-reader.ts";

async function startMailed(t: Parameters<typeof startLondon>[0], options: Parameters<typeof startMailSink>[0] = {}) {
  const sink = await startMailSink(options);
  t.onTestFinished(() => sink.close());
  const env = { SMTP_URL: sink.url, MAIL_FROM: "London Daily <news@paper.test>" };
  return { sink, london: await startLondon(t, { env }) };
}

test("N3: everybody who is subscribed gets one mail that says what stands now, and the books add up", async (t) => {
  const { sink, london } = await startMailed(t);
  const { editor, store } = london;
  await fillReadership(store, "morning-briefing", 25);
  await fillReadership(store, "the-week", 3, 100);
  const lead = await editor.posts(aStory({ headline: "The river is – just – lower", standfirst: "By a hand." }));
  const second = await editor.posts(aStory({ headline: "A bridge opens", section: "business" }));
  await editor.revises(second.id, { rev: 2, kind: "correction", note: "It is a tunnel.", headline: "A tunnel opens" });
  const third = await editor.posts(aStory({ headline: "Never so" }));

  const issue = { subject: "Morning: the river", intro: "Good *morning*.", storyIds: [lead.id, second.id, third.id] };
  await editor.retracts(third.id, { rev: 2, note: "It was not so." });
  expect((await editor.ask("POST", "/v1/newsletters/morning-briefing/issues", issue)).status).toBe(422);
  const { receiptUrl, id } = await postIssue(editor, "morning-briefing", { ...issue, storyIds: [lead.id, second.id] });
  expect(await untilDone(editor, receiptUrl)).toMatchObject({ recipients: 25, sent: 25 });

  expect(new Set(sink.mails.map(({ to }) => to)).size).toBe(25);
  expect(sink.mails).toHaveLength(25);
  const [mail] = sink.mails;
  const read = await PostalMime.parse(mail?.raw ?? "");
  expect(read.subject).toBe("Morning: the river");
  expect(read.html).toContain("The river is – just – lower");
  expect(read.html).toContain("A tunnel opens");
  expect(read.html).toContain("It is a tunnel.");
  expect(read.html).not.toContain("A bridge opens");
  expect(read.text).toContain("A tunnel opens");
  const header = (key: string) => read.headers.find((each) => each.key === key)?.value;
  expect(header("list-unsubscribe")).toMatch(/^<http:\/\/.*\/newsletters\/unsubscribe\?token=[\w.-]+>$/);
  expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  expect(header("list-id")).toContain("<morning-briefing.paper.test>");
  expect(read.messageId).toMatch(new RegExp(`^<${id}\\.`));
  expect(read.html).toContain(header("list-unsubscribe")?.slice(1, -1));
});

test("G4: an issue that is posted twice under one key is sent once, and another key is another issue", async (t) => {
  const { sink, london } = await startMailed(t);
  const { editor, store } = london;
  await fillReadership(store, "morning-briefing", 5);
  const issue = { subject: "Twice", storyIds: [] };
  const [one, other] = await Promise.all([
    postIssue(editor, "morning-briefing", issue, { key: "k" }),
    postIssue(editor, "morning-briefing", issue, { key: "k" }),
  ]);
  expect(other).toEqual(one);
  await untilDone(editor, one.receiptUrl);
  const again = await editor.ask("POST", "/v1/newsletters/morning-briefing/issues", issue, { key: "k" });
  expect(again.headers.get("Idempotency-Replayed")).toBe("true");
  expect(again.json).toEqual(one);
  const changed = { ...issue, subject: "Thrice" };
  expect((await editor.ask("POST", "/v1/newsletters/morning-briefing/issues", changed, { key: "k" })).status).toBe(422);
  const second = await postIssue(editor, "morning-briefing", issue);
  await untilDone(editor, second.receiptUrl);
  expect(sink.mails).toHaveLength(10);
});

test("N3: what the relay refuses for now is tried again, what it refuses for good is not", async (t) => {
  const asked: string[] = [];
  const { sink, london } = await startMailed(t, {
    onRecipient(address) {
      const isFirst = !asked.includes(address);
      asked.push(address);
      if (address.startsWith("reader-1@") && isFirst) return { code: 451, text: "4.2.1 later" };
      return address.startsWith("reader-2@") ? { code: 550, text: "5.1.1 nobody there" } : null;
    },
  });
  const { editor, store } = london;
  await fillReadership(store, "morning-briefing", 3);
  const { receiptUrl } = await postIssue(editor, "morning-briefing", { subject: "Greylisted", storyIds: [] });
  await eventually("all but the one that waits", async () => {
    const { sent, failed, pending } = await readReceipt(editor, receiptUrl);
    return sent === 1 && failed === 1 && pending === 1 ? true : undefined;
  });
  await store.updateTable("recipient").set({ not_before: null }).where("state", "=", "pending").execute();
  expect(await untilDone(editor, receiptUrl)).toMatchObject({ recipients: 3, sent: 2, failed: 1 });
  expect(asked.filter((address) => address.startsWith("reader-2@"))).toHaveLength(1);
  expect(sink.mails).toHaveLength(2);
  const next = await postIssue(editor, "morning-briefing", { subject: "The next", storyIds: [] });
  expect(await untilDone(editor, next.receiptUrl)).toMatchObject({ recipients: 2, sent: 2 });
});

test("N3: a scheduled issue goes when its hour has come, to whoever is subscribed by then", async (t) => {
  const { london } = await startMailed(t);
  const { editor, store } = london;
  await fillReadership(store, "the-week", 4);
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const { id, receiptUrl } = await postIssue(editor, "the-week", { subject: "Later", storyIds: [], sendAt });
  expect((await readReceipt(editor, receiptUrl)).recipients).toBe(0);
  await endSubscription(store, "the-week", "reader-1@readers.test");
  await store
    .updateTable("issue")
    .set({ send_at: new Date(0) })
    .where("id", "=", id)
    .execute();
  await eventually("its start", async () =>
    (await readReceipt(editor, receiptUrl)).recipients > 0 ? true : undefined,
  );
  expect(await untilDone(editor, receiptUrl)).toMatchObject({ recipients: 3, sent: 3 });
});

test("N5: an issue is one event on the wire, for pages, scripts and the past", async (t) => {
  const { london } = await startMailed(t);
  const { editor, store } = london;
  await fillReadership(store, "morning-briefing", 2);
  const reader = await openReader(t, london.url);
  const story = await editor.posts(aStory());
  const { id } = await postIssue(editor, "morning-briefing", { subject: "Told once", storyIds: [story.id] });
  const barrier = await editor.posts(aStory());
  const seen = await eventually("the barrier", () => {
    const events = reader.events;
    return events.some((event) => "story" in event && event.story.id === barrier.id) ? events : undefined;
  });
  const told = seen.filter((event) => "newsletter" in event);
  const url = `${london.config.site.publicUrl}/newsletters/morning-briefing/${id}`;
  expect(told).toMatchObject([{ seq: 2, newsletter: "morning-briefing", issue: id, subject: "Told once", url }]);
  const { json } = await editor.ask("GET", "/v1/events");
  expect((json as { events: object[] }).events[1]).toEqual(told[0]);
});
