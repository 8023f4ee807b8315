import { sql } from "kysely";
import { expect, test } from "vitest";
import { LETTERS_A_DAY } from "../../core/store/mailing/readers/sign-ups.ts";
import { eventually } from "../support/deadline.ts";
import { linkOf, startMailing } from "../support/mail/mail-reader.ts";
import type { London } from "../support/paper/start-london.ts";

test("N1: subscribed, unsubscribed, suppressed or unknown: the same answer, after the same one row", async (t) => {
  const { london, reader } = await startMailing(t, { workers: 0 });
  const worker = await london.startWorker();
  await reader.joins("subscribed@example.org");
  await reader.sends(linkOf(await reader.joins("unsubscribed@example.org"), "unsubscribe"));
  await reader.joins("suppressed@example.org");
  await sql`
    insert into suppression select mailbox, 'complained' from subscriber where email like 'suppressed@%'`.execute(
    london.store,
  );
  await worker.close(); // so that what each leaves behind can be looked at
  const seen = [];
  for (const who of ["subscribed", "unsubscribed", "suppressed", "unknown"]) {
    const email = `${who}@example.org`;
    const { status, html, headers } = await reader.signsUp(email);
    const form = await reader.sends("/newsletters/morning-briefing", { email });
    const { rows } = await sql<{ left: string }>`
      delete from sign_up returning (to_jsonb(sign_up) - 'id' - 'email')::text as left`.execute(london.store);
    const said = {
      status,
      html,
      headers: [...headers].filter(([name]) => name !== "date"),
      form: form.html.replaceAll(email, "WHOM"),
      of: form.status,
    };
    seen.push(JSON.stringify({ said, rows: rows.map(({ left }) => left).sort() }));
  }
  expect(new Set(seen).size).toBe(1);
  expect(seen[0]).toContain("Look into your mail");
});

test("N1: however often and in whatever spelling a mailbox is signed up, it gets three mails a day", async (t) => {
  const { london, sink, reader } = await startMailing(t, { workers: 2 });
  const spellings = [
    "kim@example.org",
    "KIM@example.org",
    "kim+1@example.org",
    "k.im@example.org",
    "kim+2@example.org",
  ];
  const answers = await Promise.all(
    [...spellings, ...spellings, ...spellings].map((email, at) =>
      reader.signsUp(email, at % 2 ? "the-week" : "breaking"),
    ),
  );
  expect(new Set(answers.map(({ status, html }) => `${status} ${html}`)).size).toBe(1);
  await untilSettled(london);
  expect(sink.letters).toHaveLength(LETTERS_A_DAY);
  await sql`update letter set made_at = made_at - interval '1 day'`.execute(london.store);
  await reader.signsUp("kim@example.org", "morning-briefing");
  await eventually("a letter a day later, to whichever spelling came first", () =>
    sink.letters.length > LETTERS_A_DAY ? true : undefined,
  );
});

test("N1: who is subscribed already is told so, once a day, by mail and nowhere else", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  await reader.joins("kim@example.org");
  for (let time = 0; time < 3; time++) await reader.signsUp("kim@example.org");
  const told = await sink.next("kim@example.org");
  expect(told.email.subject).toBe("You already get Morning Briefing");
  expect((await reader.opens(linkOf(told, "preferences"))).status).toBe(200);
  await untilSettled(london);
  expect(sink.letters).toHaveLength(3);
});

test("N1: too many from one client address are asked to wait, and leave nothing", async (t) => {
  const { london, reader } = await startMailing(t, { workers: 0, env: { SIGNUPS_PER_MINUTE: "5" } });
  const statuses: number[] = [];
  for (let at = 0; at < 7; at++) statuses.push((await reader.signsUp(`p${at}@example.org`)).status);
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429, 429]);
  const page = await reader.sends("/newsletters/the-week", { email: "p9@example.org" });
  expect([page.status, page.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  expect(await london.store.selectFrom("sign_up").select("id").execute()).toHaveLength(5);
});

test("N1: what cannot be an address, a newsletter or a request of ours is refused, on its page and by the call", async (t) => {
  const { london, reader } = await startMailing(t, { workers: 0 });
  const ask = async (body: unknown, newsletter = "morning-briefing") => {
    const { status, json } = await london.editor.ask("POST", `/v1/newsletters/${newsletter}/subscriptions`, body, {
      token: null,
    });
    return { status, errors: (json as { errors?: unknown }).errors };
  };
  expect(await ask({ email: "kim@" })).toMatchObject({ status: 422, errors: [{ pointer: "/email" }] });
  expect(await ask({ email: "kim@example.org", name: "Kim" })).toMatchObject({
    status: 422,
    errors: [{ pointer: "/name" }],
  });
  expect(await ask({ email: "kim@example.org" }, "nothing")).toMatchObject({ status: 404 });
  const wrong = await reader.sends("/newsletters/the-week", { email: "kim@<b>" });
  expect([wrong.status, wrong.html.includes('value="kim@&lt;b&gt;"')]).toEqual([422, true]);
  expect(await reader.sends("/newsletters", { email: "kim@example.org" })).toMatchObject({ status: 422 });
  expect(await reader.sends("/newsletters/nothing", { email: "kim@example.org" })).toMatchObject({ status: 404 });
  const foreign = { Origin: "https://elsewhere.example" };
  expect(await reader.sends("/newsletters/the-week", { email: "kim@example.org" }, foreign)).toMatchObject({
    status: 403,
  });
  expect(await london.store.selectFrom("sign_up").select("id").execute()).toEqual([]);
  const several = { email: "kim@example.org", "to-the-week": "on", "to-breaking": "on" };
  expect(await reader.sends("/newsletters", several, {})).toMatchObject({ status: 202 });
  expect(await london.store.selectFrom("sign_up").select("newsletters").execute()).toEqual([
    { newsletters: ["breaking", "the-week"] },
  ]);
});

async function untilSettled({ store }: London): Promise<void> {
  await eventually("every sign-up taken and every letter settled", async () => {
    const { rows } = await sql`
      select from sign_up union all select from letter where state in ('pending', 'sending')`.execute(store);
    return rows.length === 0 ? true : undefined;
  });
}
