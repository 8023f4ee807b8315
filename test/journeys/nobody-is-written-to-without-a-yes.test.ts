import { sql } from "kysely";
import { expect, test } from "vitest";
import { sweepMailing } from "../../core/store/mailing/sweep-mailing.ts";
import { eventually } from "../support/deadline.ts";
import { linkOf, mailingRows, startMailing } from "../support/mail/mail-reader.ts";
import type { London } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const KIM = "kim@example.org";

test("N1: who signs up confirms by one click on a page, and is welcomed with today's front page", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  await london.editor.posts(aStory({ headline: "Barrier closed <b>at noon</b>", standfirst: "It held." }));
  expect(await reader.signsUp(KIM)).toMatchObject({ status: 202 });
  const asked = await sink.next(KIM);
  expect(asked.links).toHaveLength(1);
  expect(asked.email).toMatchObject({ subject: "Please confirm: Morning Briefing", from: { name: "The Daily" } });
  expect(asked.recipients).toEqual([KIM]);

  const link = linkOf(asked, "confirm");
  const page = await reader.opens(link);
  expect([page.status, page.html.match(/<form /g)?.length]).toEqual([200, 1]);
  expect(page.html).toContain("It will come to ki…@example.org.");
  expect((await london.store.selectFrom("subscription").select("state").execute()).map(({ state }) => state)).toEqual([
    "asked",
  ]);
  expect(await reader.sends(link)).toMatchObject({ status: 200 });

  const welcome = await sink.next(KIM);
  expect(welcome.email.text).toContain("Barrier closed <b>at noon</b>");
  expect(welcome.email.html).toContain("Barrier closed &lt;b&gt;at noon&lt;/b&gt;");
  expect(welcome.email.headers.find(({ key }) => key === "list-unsubscribe-post")?.value).toBe(
    "List-Unsubscribe=One-Click",
  );
  const consents = await london.store.selectFrom("consent").select(["act", "wording", "way"]).orderBy("id").execute();
  expect(consents).toEqual([
    {
      act: "asked",
      wording: "Sign up: Morning Briefing. You get a mail to confirm first. You can leave at any time, with one click.",
      way: "API",
    },
    { act: "confirmed", wording: "Yes, send me Morning Briefing", way: "link of a mail" },
  ]);
});

test("N1: a thousand programs that look at the links of mails change nothing", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  await reader.signsUp("ada@example.org");
  const confirm = linkOf(await sink.next("ada@example.org"), "confirm");
  const welcome = await reader.joins(KIM);
  const links = [confirm, linkOf(welcome, "unsubscribe"), linkOf(welcome, "preferences")];
  await allSettled(london);
  const before = await mailingRows(london);
  await Promise.all(
    Array.from({ length: 20 }, async (_, lane) => {
      for (let at = lane; at < 1_000; at += 20) {
        const address = links[at % links.length] ?? "";
        const here = address.replace(london.config.site.publicUrl, london.url);
        const response = await fetch(here, { method: at % 4 === 3 ? "HEAD" : "GET" });
        expect(response.status).toBe(200);
        await response.arrayBuffer();
      }
    }),
  );
  expect(await mailingRows(london)).toBe(before);
  expect(await reader.sends(confirm)).toMatchObject({ status: 200 });
});

test("N1: a link to confirm is refused once it was used, once it has expired, and when it was altered", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  await reader.signsUp(KIM);
  const link = linkOf(await sink.next(KIM), "confirm");
  const altered = link.slice(0, -1) + (link.endsWith("A") ? "B" : "A");
  for (const wrong of [
    altered,
    link.slice(0, -3),
    `${link}A`,
    "/newsletters/confirm",
    "/newsletters/confirm?token=x",
  ]) {
    expect([(await reader.opens(wrong)).status, (await reader.sends(wrong)).status], wrong).toEqual([404, 404]);
  }
  await sql`update confirmation set expires_at = clock_timestamp() - interval '1 second'`.execute(london.store);
  expect(await reader.sends(link)).toMatchObject({ status: 410 });
  await sql`update confirmation set expires_at = clock_timestamp() + interval '1 day'`.execute(london.store);

  const racing = await Promise.all(Array.from({ length: 8 }, () => reader.sends(link)));
  expect(racing.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 410)]);
  await sink.next(KIM);
  expect(await reader.opens(link)).toMatchObject({ status: 410 });
  await allSettled(london);
  expect(sink.letters).toHaveLength(2);
  const kept = await london.store.selectFrom("confirmation").select("hash").execute();
  expect(kept.some(({ hash }) => link.includes(hash.toString("base64url")))).toBe(false);
});

test("N1: an address that nobody confirms is forgotten", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  await reader.signsUp(KIM);
  await sink.next(KIM);
  await reader.joins("ada@example.org");
  await sql`update subscriber set created_at = created_at - interval '5 days'`.execute(london.store);
  await sql`update subscription set asked_at = asked_at - interval '5 days'`.execute(london.store);
  await sweepMailing(london.store);
  const left = await london.store.selectFrom("subscriber").select("email").execute();
  expect(left).toEqual([{ email: "ada@example.org" }]);
});

/** No sign-up waits and no letter is on its way. */
async function allSettled({ store }: London): Promise<void> {
  await eventually("all letters settled", async () => {
    const { rows } = await sql`
      select from sign_up union all select from letter where state in ('pending', 'sending')`.execute(store);
    return rows.length === 0 ? true : undefined;
  });
}
