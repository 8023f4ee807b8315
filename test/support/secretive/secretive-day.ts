import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { makeFirstRunLink } from "../../../core/store/people/join.ts";
import { eventually } from "../deadline.ts";
import type { openLetterSink } from "../mail/letter-sink.ts";
import { linkOf, mailReader } from "../mail/mail-reader.ts";
import { aToken } from "../people/callers.ts";
import { aStory } from "../people/editor.ts";
import { aPerson } from "../people/people.ts";
import { aVisitor } from "../people/visitor.ts";
import type { openPushHost } from "../push/push-host.ts";
import { subscribes } from "../push/subscriber.ts";
import type { SecretivePaper } from "./secretive-paper.ts";

/* What happens at a paper in a day, each thing with secrets of its own, which are noted where they are made. */

/** A mailbox, and one that the relay says is none. */
export const MAILBOX = "kim.reader@mailbox.example";
export const REFUSED = "gone.reader@mailbox.example";
/** Where nobody listens. */
export const DEAD = "http://127.0.0.1:9";

/** A text that stands nowhere else. */
export function aWord(what: string): string {
  return `${what}-${randomBytes(12).toString("hex")}`;
}

/** Somebody joins by a link, signs in wrongly and rightly, invites somebody else, and posts by a token. */
export async function peopleComeIn({ london, secrets }: SecretivePaper): Promise<void> {
  const link = (await makeFirstRunLink(london.store)) ?? "";
  const visitor = aVisitor(london);
  const email = `${aWord("ada")}@london.example`;
  const ada = await visitor.joins(link, { name: "Ada", email, password: aWord("password") });
  secrets.set("the first link", link).set("an editor's address", email).set("an editor's password", ada.password);
  secrets.set("an authenticator's key", ada.key);
  for (const [i, code] of ada.recoveryCodes.entries()) secrets.set(`recovery code ${i}`, code);

  const guesser = aVisitor(london);
  const guess = aWord("guess");
  await guesser.opens("/desk/sign-in");
  await guesser.sends("/desk/sign-in", { email, password: guess });
  await guesser.opens(`/desk/join?link=${guess}`);
  secrets.set("a guess", guess);
  const signedIn = aVisitor(london);
  await signedIn.signsIn(ada);
  for (const [name, value] of signedIn.cookies) if (name.includes("session")) secrets.set(`the cookie ${name}`, value);

  await signedIn.opens("/desk/people");
  const ben = `${aWord("ben")}@london.example`;
  const invited = await signedIn.sends("/desk/people/invite", { name: "Ben", email: ben, role: "reporter" });
  const [, secret = ""] = /\/desk\/join\?link=([\w-]+)/.exec(invited.html) ?? [];
  expect(secret).not.toBe("");
  await aVisitor(london).opens(`/desk/join?link=${secret}`);
  secrets.set("an invitation", secret).set("a reporter's address", ben);
  await signedIn.opens("/desk/sources");
  const key = aWord("agency");
  await signedIn.sends("/desk/sources/add", {
    name: "A",
    url: `${DEAD}/feed?key=${key}`,
    section: "uk",
    minutes: "1",
    on: "yes",
  });
  secrets.set("a source's key", key);

  const token = await aToken(london, await aPerson(london), ["read", "draft", "publish"]);
  secrets.set("an API token", token);
  const posted = await london.editor.ask("POST", "/v1/stories", aStory({ holdSeconds: 1 }), { token });
  expect(posted.status).toBe(201);
  const wrong = aWord("bearer");
  expect((await london.editor.ask("POST", "/v1/stories", aStory(), { token: wrong })).status).toBe(401);
  secrets.set("a wrong token", wrong);
}

/** A webhook and a hub of nobody, and devices: one that is reached, one whose service breaks, one that is none any more. */
export async function othersAreTold(
  { london, secrets }: SecretivePaper,
  push: Awaited<ReturnType<typeof openPushHost>>,
) {
  const admin = await aPerson(london, { role: "admin" });
  const key = aWord("hook");
  const made = await admin.ask("POST", "/v1/webhooks", { name: "Partner", url: `${DEAD}/hook?key=${key}` });
  secrets.set("a webhook's secret", (made.json as { secret: string }).secret).set("a webhook's key", key);
  secrets.set("a session's token", admin.csrf);
  for (const [i, browser] of [push.browser(201), push.browser(500), push.browser(403), push.browser(410)].entries()) {
    secrets.set(`device ${i}`, await subscribes(london.url, browser));
    secrets.set(`endpoint ${i}`, new URL(browser.endpoint).pathname.slice("/push/".length));
    secrets.set(`keys ${i}`, browser.keys.auth).set(`point ${i}`, browser.keys.p256dh);
    if (i === 3) {
      await london.editor.posts(aStory({ urgency: "flash", headline: "A flash of light" }));
      await browser.isAsked(1);
    }
  }
}

/** A sign-up, a mailbox and a mailer that the relay refuses, an issue, a report that is not signed, and a good-bye. */
export async function readersAreWrittenTo(
  { london, secrets, logs }: SecretivePaper,
  sink: Awaited<ReturnType<typeof openLetterSink>>,
  login: { password: string },
) {
  const reader = mailReader(london, sink);
  await reader.signsUp(MAILBOX);
  const asked = linkOf(await sink.next(MAILBOX), "confirm");
  await reader.opens(asked);
  await reader.sends(asked);
  const welcome = await sink.next(MAILBOX);
  await reader.signsUp(REFUSED);
  const { password } = login;
  login.password = aWord("changed");
  const { status } = await london.editor.ask("POST", "/v1/newsletters/morning-briefing/issues", {
    subject: "Today",
    intro: "All.",
  });
  expect(status).toBe(201);
  await eventually(
    "a relay that says what it was told",
    async () => /does not have the password/.test(await logs()) || undefined,
  );
  login.password = password;
  await sink.next(MAILBOX);
  await fetch(`${london.url}/v1/mail/events`, {
    ...{ method: "POST", body: JSON.stringify({ events: [{ kind: "bounced", email: MAILBOX }] }) },
    headers: {
      "Content-Type": "application/json",
      "webhook-id": "1",
      "webhook-timestamp": "1",
      "webhook-signature": "v1,x",
    },
  });
  for (const page of ["unsubscribe", "preferences"] as const) {
    const link = linkOf(welcome, page);
    await reader.opens(link);
    secrets.set(`the link to ${page}`, new URL(link).searchParams.get("token") ?? "");
  }
  secrets.set("the link to confirm", new URL(asked).searchParams.get("token") ?? "");
  await reader.sends(linkOf(welcome, "unsubscribe"));
}

/** The page of the queues asks Redis all that it can. */
export async function queuesAreLookedAt({ london }: SecretivePaper): Promise<void> {
  const admin = await aPerson(london, { role: "admin" });
  for (const [method, path] of [
    ...[
      ["GET", "queues"],
      ["GET", "redis/stats"],
      ["GET", "job-schedulers"],
      ["GET", "queues/stories/metrics"],
    ],
    ...[
      ["GET", "queues/mails/workers"],
      ["PUT", "queues/letters/retry/failed"],
      ["PUT", "queues/letters/clean/failed"],
    ],
  ] as [string, string][]) {
    const { status } = await admin.ask(method, `/desk/queues/api/${path}`);
    expect(status, `${method} ${path}`).toBeLessThan(400);
  }
}
