import { createHmac, randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { linkOf, startMailing } from "../support/mail/mail-reader.ts";
import type { London } from "../support/paper/start-london.ts";

const KIM = "kim@example.org";
const SECRET = "thirty-two characters of a webhook";

test("N4: a mailbox where nobody is gets no more, a refusal for another reason ends that letter only", async (t) => {
  const refusals: Record<string, string> = { [KIM]: "5.1.1 nobody here", "ada@example.org": "5.7.1 not from you" };
  const { london, reader } = await startMailing(t, {
    answers: { onRecipient: (address) => (refusals[address] ? { code: 550, text: refusals[address] ?? "" } : null) },
  });
  await reader.signsUp(KIM);
  await reader.signsUp("ada@example.org");
  const failed = await eventually("two letters refused", async () => {
    const rows = await london.store.selectFrom("letter").select(["state", "reason"]).execute();
    return rows.every(({ state }) => state === "failed") && rows.length === 2 ? rows : undefined;
  });
  expect(failed.map(({ reason }) => reason).join()).not.toContain("@");
  expect(await suppressedOf(london)).toEqual([{ email: KIM, reason: "bounced" }]);
  await reader.signsUp(KIM);
  await eventually("the sign-up was taken", async () =>
    (await london.store.selectFrom("sign_up").select("id").execute()).length === 0 ? true : undefined,
  );
  expect(await london.store.selectFrom("letter").select("id").execute()).toHaveLength(2);
});

test("N4: what a relay puts off is sent later", async (t) => {
  let busy = 2;
  const { london, sink, reader } = await startMailing(t, {
    answers: { onLetter: () => (busy-- > 0 ? { code: 451, text: "4.3.2 later" } : null) },
  });
  await reader.signsUp(KIM);
  for (const attempt of [1, 2]) {
    await eventually(`attempt ${attempt} was put off`, async () => {
      const { rows } = await sql`
        update letter set not_before = clock_timestamp()
          where state = 'pending' and attempts = ${attempt} and reason is not null returning id`.execute(london.store);
      return rows.length > 0 ? true : undefined;
    });
  }
  const letter = await sink.next(KIM);
  expect(await reader.sends(linkOf(letter, "confirm"))).toMatchObject({ status: 200 });
});

test("N4: a mail service reports bounces and complaints, signed, and whoever is meant gets no more", async (t) => {
  const { london, sink, reader } = await startMailing(t, { env: { MAIL_WEBHOOK_SECRET: SECRET } });
  const welcome = await reader.joins(KIM);
  await reader.joins("ada@example.org");
  const messageId = welcome.email.messageId;
  const events = [
    { kind: "complained", messageId },
    { kind: "bounced", email: "ADA@example.org" },
    { kind: "bounced", email: "stranger@example.org" },
    { kind: "deferred", email: "eve@example.org" },
  ];
  expect(await report(london, { events })).toEqual({ status: 200, taken: 4 });
  expect(await suppressedOf(london)).toEqual([
    { email: "ada@example.org", reason: "bounced" },
    { email: KIM, reason: "complained" },
  ]);
  const states = await london.store.selectFrom("subscription").select("state").execute();
  expect(states).toEqual([{ state: "ended" }, { state: "ended" }]);

  const own = linkOf(welcome, "preferences");
  expect((await reader.opens(own)).html).toContain("reported as spam");
  await reader.sends(own, { "to-morning-briefing": "on" });
  expect(await suppressedOf(london)).toEqual([{ email: "ada@example.org", reason: "bounced" }]);
  await reader.signsUp("stranger@example.org");
  await reader.joins("eve@example.org");
  expect(sink.letters.flatMap(({ recipients }) => recipients)).not.toContain("stranger@example.org");
});

test("N4: a report that is not signed, signed too long ago, changed, or sent again changes nothing", async (t) => {
  const { london, reader } = await startMailing(t, { env: { MAIL_WEBHOOK_SECRET: SECRET } });
  const own = linkOf(await reader.joins(KIM), "preferences");
  const events = [{ kind: "complained", email: KIM }];
  for (const forged of [
    { secret: "another secret of thirty-two letters" },
    { ageS: 400 },
    { ageS: -400 },
    { signed: "{}" },
  ]) {
    expect(await report(london, { events, ...forged })).toMatchObject({ status: 401 });
  }
  const bare = await london.editor.ask("POST", "/v1/mail/events", { events }, { token: null });
  expect(bare.status).toBe(401);
  expect(await suppressedOf(london)).toEqual([]);
  const id = randomUUID();
  expect(await report(london, { events, id })).toEqual({ status: 200, taken: 1 });
  await reader.sends(own, { "to-morning-briefing": "on" });
  expect(await report(london, { events, id })).toEqual({ status: 200, taken: 0 });
  expect(await suppressedOf(london)).toEqual([]);
  expect(await report(london, { events: [{ kind: "bounced" }] })).toMatchObject({ status: 422 });
});

test("N4: a paper without a secret for them takes no reports", async (t) => {
  const { london } = await startMailing(t, { workers: 0 });
  expect(await report(london, { events: [{ kind: "bounced", email: KIM }] })).toMatchObject({ status: 404 });
});

interface Report {
  events: unknown[];
  id?: string;
  secret?: string;
  ageS?: number;
  /** What is signed instead of the body. */
  signed?: string;
}

async function report(london: London, { events, id = randomUUID(), secret = SECRET, ageS = 0, signed }: Report) {
  const body = JSON.stringify({ events });
  const timestamp = String(Math.floor(Date.now() / 1000) - ageS);
  const signature = createHmac("sha256", secret)
    .update(`${id}.${timestamp}.${signed ?? body}`)
    .digest("base64");
  const response = await fetch(`${london.url}/v1/mail/events`, {
    method: "POST",
    headers: { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` },
    body,
  });
  const { taken } = (await response.json()) as { taken?: number };
  return { status: response.status, ...(taken !== undefined && { taken }) };
}

async function suppressedOf({ store }: London): Promise<{ email: string; reason: string }[]> {
  return store
    .selectFrom("suppression")
    .innerJoin("subscriber", "subscriber.mailbox", "suppression.mailbox")
    .select(["email", "reason"])
    .orderBy("email")
    .execute();
}
