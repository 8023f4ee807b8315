import { Redis } from "ioredis";
import { sql } from "kysely";
import { expect, inject, type TestContext, test } from "vitest";
import type { Store } from "../../core/store/connect.ts";
import { dueSlots } from "../../core/store/mailing/issues/recurring.ts";
import { eventually } from "../support/deadline.ts";
import { startMailSink } from "../support/mail/mail-sink.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { fillReadership } from "../support/people/readership.ts";

/** Its hour has just come, on the paper's own clock; and it is a newsletter of yesterday. */
async function comesNow(store: Store, slug: string): Promise<void> {
  await sql`
    update newsletter set since = clock_timestamp() - interval '1 day', weekday = null, cadence = 'daily',
        local_time = (clock_timestamp() - interval '1 minute') at time zone 'Europe/London'
      where slug = ${slug}`.execute(store);
}

async function startMailed(t: TestContext, workers = 2) {
  const sink = await startMailSink();
  t.onTestFinished(() => sink.close());
  const env = { SMTP_URL: sink.url, MAIL_FROM: "news@paper.test" };
  return { sink, london: await startLondon(t, { workers, env }) };
}

test("N2: at its hour a newsletter's issue is made by itself, once, of what came out since the last", async (t) => {
  const { sink, london } = await startMailed(t);
  const { editor, store } = london;
  await fillReadership(store, "morning-briefing", 3);
  await editor.posts(aStory({ headline: "Quiet news" }));
  await editor.posts(aStory({ headline: "Grave news", urgency: "flash" }));
  await comesNow(store, "morning-briefing");
  await eventually("its mails", () => (sink.whole().length === 3 ? true : undefined));
  const [mail] = sink.mails;
  expect(mail?.raw.toString()).toContain("Subject: Morning Briefing: Grave news");
  const made = store.selectFrom("issue").select(["state", "story_ids"]).where("alert_story", "is", null);
  const issues = await eventually("its end", async () => {
    const found = await made.execute();
    return found.every(({ state }) => state === "sent") ? found : undefined;
  });
  expect(issues.map(({ story_ids }) => story_ids.length)).toEqual([2]);
});

test("N2: a digest of nothing is not sent, and the desk is told why", async (t) => {
  const { sink, london } = await startMailed(t, 1);
  const { editor, store } = london;
  await fillReadership(store, "the-week", 2);
  await comesNow(store, "the-week");
  const issue = await eventually("its remark", async () => {
    const { json } = await editor.ask("GET", "/v1/desk/issues");
    return (json as { issues: { state: string; remark?: string }[] }).issues[0];
  });
  expect(issue).toMatchObject({ state: "cancelled", remark: "nothing new since the last issue" });
  expect(sink.mails).toEqual([]);
});

test("N2: the hours of newsletters are put back after Redis was emptied", async (t) => {
  const { london } = await startMailed(t, 1);
  const redis = new Redis(inject("redisUrl"));
  t.onTestFinished(() => redis.disconnect());
  const hours = `${london.config.redisPrefix}:mails:repeat`;
  const kept = () => redis.zrange(hours, "0", "-1");
  const expected = ["newsletter-morning-briefing", "newsletter-the-week"];
  const areKept = async () => ((await kept()).length === 2 ? true : undefined);
  await eventually("the hours", areKept);
  expect((await kept()).sort()).toEqual(expected);
  await redis.unlink(await redis.keys(`${london.config.redisPrefix}:*`));
  await london.startWorker();
  await eventually("the hours again", areKept);
  expect((await kept()).sort()).toEqual(expected);
});

test("N2: an hour is the paper's own, on the days when the clocks are changed as well", async (t) => {
  const { store } = await startLondon(t, { workers: 0 });
  await fillReadership(store, "morning-briefing", 1);
  await sql`update newsletter set since = '2020-01-01'`.execute(store);
  for (const zone of ["Europe/London", "America/New_York", "Asia/Kolkata"]) {
    await sql`
      update newsletter set local_time = (clock_timestamp() - interval '30 minutes') at time zone ${zone}
        where slug = 'morning-briefing'`.execute(store);
    const [due] = await dueSlots(store, zone);
    expect(due?.newsletter).toBe("morning-briefing");
    expect(Math.abs(Date.now() - 30 * 60_000 - (due?.slot.getTime() ?? 0))).toBeLessThan(60_000);
  }
  const { rows } = await sql<{ slot: Date }>`
    select (d + time '06:30') at time zone 'Europe/London' as slot
      from unnest(array[date '2026-03-28', date '2026-03-29', date '2026-10-24', date '2026-10-25']) d order by d`.execute(
    store,
  );
  expect(rows.map(({ slot }) => slot.toISOString().slice(11, 16))).toEqual(["06:30", "05:30", "05:30", "06:30"]);
});
