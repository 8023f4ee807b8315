import { sql } from "kysely";
import { expect, type TestContext, test } from "vitest";
import { MAIL_TIMES } from "../../workers/mailing/start-mailing.ts";
import { eventually } from "../support/deadline.ts";
import { startMailSink } from "../support/mail/mail-sink.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { fillReadership } from "../support/people/readership.ts";
import { openPushHost } from "../support/push/push-host.ts";
import { settledTargets, subscribes } from "../support/push/subscriber.ts";
import { openReader } from "../support/readers/open-reader.ts";

async function startAlerted(t: TestContext, readers: number, env = {}) {
  const sink = await startMailSink();
  t.onTestFinished(() => sink.close());
  const london = await startLondon(t, { env: { SMTP_URL: sink.url, MAIL_FROM: "news@paper.test", ...env } });
  await fillReadership(london.store, "breaking", readers);
  return { sink, london };
}

/** The story's issue has been opened, and its mails wait; `act` happens, and then their wait is over. */
async function meanwhile({ store }: London, story: string, act: () => Promise<unknown>): Promise<string> {
  const issue = await eventually("its issue", () =>
    store
      .selectFrom("issue")
      .selectAll()
      .where("alert_story", "=", story)
      .where("state", "=", "sending")
      .executeTakeFirst(),
  );
  const waiting = await store.selectFrom("recipient").select("not_before").where("issue_id", "=", issue.id).execute();
  const waitMs = Math.min(
    ...waiting.map(({ not_before }) => (not_before?.getTime() ?? 0) - (issue.started_at?.getTime() ?? 0)),
  );
  expect(waitMs).toBeGreaterThan(MAIL_TIMES.alertWaitMs - 1_000);
  await act();
  await store.updateTable("recipient").set({ not_before: null }).where("issue_id", "=", issue.id).execute();
  await eventually("its end", async () => {
    const { state } = await store
      .selectFrom("issue")
      .select("state")
      .where("id", "=", issue.id)
      .executeTakeFirstOrThrow();
    return state === "sent" ? true : undefined;
  });
  return issue.id;
}

const reasonsOf = async ({ store }: London, issue: string) =>
  Object.fromEntries(
    (
      await sql<{ email: string; word: string }>`
        select p.email, coalesce(r.reason, r.state) as word
          from recipient r join subscriber p on p.id = r.subscriber_id where r.issue_id = ${issue}::uuid`.execute(store)
    ).rows.map(({ email, word }) => [email.slice("reader-".length, email.indexOf("@")), word]),
  );

test("N7: an alert waits for the screens, and is mailed to whoever has not had it there, is awake and has not had enough", async (t) => {
  const { sink, london } = await startAlerted(t, 5);
  const { editor, store } = london;
  const person = (n: number) => store.updateTable("subscriber").where("email", "=", `reader-${n}@readers.test`);
  await person(1).set({ device: "a-device" }).execute();
  await person(2).set({ quiet_from: "00:00", quiet_until: "23:59:59" }).execute();
  await person(3).set({ alerts_a_day_at_most: 0 }).execute();
  await person(4).set({ device: "another-device" }).execute();
  const { id } = await editor.posts(aStory({ headline: "The alarm", urgency: "flash" }));
  const issue = await meanwhile(london, id, async () => {
    const shown = { device: "a-device", story_id: id, rev: 1, at: new Date() };
    await store.insertInto("device_shown").values(shown).execute();
    await editor.revises(id, { rev: 2, kind: "correction", note: "Less so.", headline: "The smaller alarm" });
  });
  expect(await reasonsOf(london, issue)).toEqual({
    ...{ 1: "shown", 2: "quiet hours", 3: "enough for today", 4: "sent", 5: "sent" },
  });
  expect(sink.mails.map(({ to }) => to).sort()).toEqual(["reader-4@readers.test", "reader-5@readers.test"]);
  expect(sink.mails[0]?.raw.toString()).toContain("Subject: The smaller alarm");
  const { json } = await editor.ask("GET", "/v1/desk/newsletters/morning-briefing/digest");
  expect((json as { stories: object[] }).stories).toMatchObject([{ id }]);
});

test("N7: a reader with an open page, push and mail is told by the page; without the page by push; without push by mail", async (t) => {
  const service = await openPushHost(t);
  const { sink, london } = await startAlerted(t, 3, { PUSH_HOSTS: service.host });
  const { editor, store, url } = london;
  const browsers = [service.browser(), service.browser()] as const;
  const devices = [await subscribes(url, browsers[0]), await subscribes(url, browsers[1]), "a-device-without-push"];
  for (const [at, device] of devices.entries()) {
    const email = `reader-${at + 1}@readers.test`;
    await store.updateTable("subscriber").set({ device }).where("email", "=", email).execute();
  }
  await openReader(t, url, { device: devices[0] ?? "", shows: true });
  const { id } = await editor.posts(aStory({ urgency: "flash" }));
  const issue = await meanwhile(london, id, () => settledTargets(store, id, 2));
  expect(await reasonsOf(london, issue)).toEqual({ 1: "shown", 2: "pushed", 3: "sent" });
  expect(browsers.map(({ asked }) => asked)).toEqual([0, 1]);
  expect(sink.mails.map(({ to }) => to)).toEqual(["reader-3@readers.test"]);
});

test("N7: an alert that was taken back, or is over, is mailed to nobody", async (t) => {
  const { sink, london } = await startAlerted(t, 3);
  const { editor, store } = london;
  const gone = await editor.posts(aStory({ urgency: "breaking" }));
  await meanwhile(london, gone.id, () => editor.retracts(gone.id, { rev: 2, note: "Not so." }));
  const over = await editor.posts(aStory({ urgency: "breaking", expiresInMinutes: 1 }));
  const issue = await meanwhile(london, over.id, () =>
    store
      .updateTable("story")
      .set({ expires_at: new Date(0) })
      .where("id", "=", over.id)
      .execute(),
  );
  expect(await reasonsOf(london, issue)).toEqual({ 1: "over", 2: "over", 3: "over" });
  expect(sink.mails).toEqual([]);
});
