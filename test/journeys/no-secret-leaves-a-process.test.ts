import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { makeFirstRunLink } from "../../core/store/people/join.ts";
import type { OwnRedis } from "../faults/own-stores.ts";
import { aToken } from "../support/callers.ts";
import { eventually } from "../support/deadline.ts";
import { aStory } from "../support/editor.ts";
import { openLetterSink } from "../support/letter-sink.ts";
import { linkOf, mailReader } from "../support/mail-reader.ts";
import { aPerson } from "../support/people.ts";
import { openPushHost } from "../support/push/push-host.ts";
import { subscribes } from "../support/push/subscriber.ts";
import { type SecretivePaper, startSecretive } from "../support/secretive-paper.ts";
import { aVisitor } from "../support/visitor.ts";
import { STAND_IN } from "../support/voice/stand-in.ts";

/*
 * A day in small at a paper of two processes that log all they can, with everything that anybody keeps secret in use, and with
 * everything that can go wrong between them and others: what they wrote, what they told Prometheus and what lies in Redis is
 * then looked through. The same day shows that Redis' users may do what their roles need.
 */

const MAILBOX = "kim.reader@mailbox.example";
const REFUSED = "gone.reader@mailbox.example";
const aWord = (what: string) => `${what}-${randomBytes(12).toString("hex")}`;
/** Where nobody listens. */
const DEAD = "http://127.0.0.1:9";

test("O4, O2: no secret and no mail address stands in a log, in a metric or in Redis, whatever fails, and Redis refuses nothing that a role needs", async (t) => {
  const login = { user: "news", password: aWord("relay") };
  const refuses = (address: string) =>
    address === REFUSED ? { code: 550, text: `5.1.1 <${address}> is nobody here` } : null;
  const sink = await openLetterSink(t, { login, onRecipient: refuses });
  const push = await openPushHost(t);
  const paper = await startSecretive(t, {
    ...{ SMTP_URL: sink.url.replace("//", `//${login.user}:${login.password}@`), MAIL_FROM: "news@paper.example" },
    ...{ PUSH_HOSTS: push.host, NODE_EXTRA_CA_CERTS: push.caFile, WEBSUB_HUBS: `${DEAD}/hub` },
    ...{ OUTGOING_PRIVATE_ADDRESSES: "127.0.0.1", INBOX_PRIVATE_ADDRESSES: "127.0.0.1", ...STAND_IN },
  });
  const { london, secrets, redis, shutsOut, logs } = paper;
  secrets.set("the relay's password", login.password);
  secrets.set("a mailbox", MAILBOX).set("a mailbox that there is not", REFUSED);

  await peopleComeIn(paper);
  await othersAreTold(paper, push);
  await readersAreWrittenTo(paper, sink, login);
  await queuesAreLookedAt(paper);

  await eventually("every line that was asked for", async () => {
    const written = await logs();
    return /a webhook's receiver does not take/.test(written) && /"stage":"fanned out"/.test(written)
      ? true
      : undefined;
  });
  const kept = await everythingIn(redis);
  for (const queue of ["stories", "pushes", "narrations", "webhooks", "inbox", "letters", "mails"]) {
    expect(kept, queue).toContain(`london:${queue}:`);
  }
  expect(await refusedBy(redis)).toEqual([]);

  await shutsOut.postgres.begins();
  await eventually("a post that is refused", async () => {
    const { status } = await london.editor.ask("POST", "/v1/stories", aStory());
    return status === 503 || undefined;
  });
  await eventually("lines of it", async () => /password authentication failed/.test(await logs()) || undefined);
  await shutsOut.postgres.ends();
  await eventually("a post that is taken", async () => {
    const { status } = await london.editor.ask("POST", "/v1/stories", aStory());
    return status === 201 || undefined;
  });
  await shutsOut.redis.begins();
  await london.editor.posts(aStory());
  await eventually("lines of that", async () => {
    const written = await logs();
    return /the queue is away/.test(written) && /the way is blocked/.test(written) ? true : undefined;
  });
  await shutsOut.redis.ends();
  await eventually("the way open again", async () => /the way is open again/.test(await logs()) || undefined);

  const found = [
    ...namesIn(await logs(), secrets).map((name) => `${name}, in a log`),
    ...namesIn(await paper.metrics(), secrets).map((name) => `${name}, in a metric`),
    ...namesIn(kept + (await everythingIn(redis)), secrets).map((name) => `${name}, in Redis`),
  ];
  expect(found).toEqual([]);
  expect(secrets.size).toBeGreaterThanOrEqual(30);
});

/** Somebody joins by a link, signs in wrongly and rightly, invites somebody else, and posts by a token. */
async function peopleComeIn({ london, secrets }: SecretivePaper): Promise<void> {
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
async function othersAreTold({ london, secrets }: SecretivePaper, push: Awaited<ReturnType<typeof openPushHost>>) {
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
async function readersAreWrittenTo(
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
async function queuesAreLookedAt({ london }: SecretivePaper): Promise<void> {
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

/** The names of the secrets that stand in a text, as they are or as an address has them. */
function namesIn(text: string, secrets: Map<string, string>): string[] {
  return [...secrets]
    .filter(([, secret]) => secret === "" || text.includes(secret) || text.includes(encodeURIComponent(secret)))
    .map(([name]) => name);
}

/** Every key of this Redis and what it holds. */
async function everythingIn({ ask }: OwnRedis): Promise<string> {
  const readings: Record<string, [command: string, ...rest: string[]]> = {
    ...{ string: ["GET"], hash: ["HGETALL"], set: ["SMEMBERS"] },
    ...{ list: ["LRANGE", "0", "-1"], zset: ["ZRANGE", "0", "-1"], stream: ["XRANGE", "-", "+"] },
  };
  const keys = (await ask("KEYS", "*")) as string[];
  const held = await Promise.all(
    keys.map(async (key) => {
      const [command = "", ...rest] = readings[String(await ask("TYPE", key))] ?? [];
      return `${key} ${command === "" ? "" : JSON.stringify(await ask(command, key, ...rest))}`;
    }),
  );
  return held.join("\n");
}

/** What Redis refused to one of its users. */
async function refusedBy({ ask }: OwnRedis): Promise<string[]> {
  const entries = (await ask("ACL", "LOG", "50")) as string[][];
  return entries.map((entry) => {
    const field = (name: string) => entry[entry.indexOf(name) + 1];
    return `${field("username")}: ${field("reason")} ${field("object")}`;
  });
}
