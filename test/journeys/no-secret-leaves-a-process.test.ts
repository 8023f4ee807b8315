import { generateKeyPairSync } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import type { OwnRedis } from "../faults/fire/own-stores.ts";
import { eventually } from "../support/deadline.ts";
import { openLetterSink } from "../support/mail/letter-sink.ts";
import { aStory } from "../support/people/editor.ts";
import { openPushHost } from "../support/push/push-host.ts";
import {
  aWord,
  DEAD,
  MAILBOX,
  othersAreTold,
  peopleComeIn,
  queuesAreLookedAt,
  REFUSED,
  readersAreWrittenTo,
} from "../support/secretive/secretive-day.ts";
import { startSecretive } from "../support/secretive/secretive-paper.ts";
import { STAND_IN } from "../support/voice/stand-in.ts";

/*
 * A day in small at a paper of two processes that log all they can, with everything that anybody keeps secret in use, and with
 * everything that can go wrong between them and others: what they wrote, what they told Prometheus and what lies in Redis is
 * then looked through. The same day shows that Redis' users may do what their roles need.
 */

test("O4, O2: no secret and no mail address stands in a log, in a metric or in Redis, whatever fails, and Redis refuses nothing that a role needs", async (t) => {
  const login = { user: "news", password: aWord("relay") };
  const refuses = (address: string) =>
    address === REFUSED ? { code: 550, text: `5.1.1 <${address}> is nobody here` } : null;
  const sink = await openLetterSink(t, { login, onRecipient: refuses });
  const push = await openPushHost(t);
  const dkim = await aSigningKey(t);
  const paper = await startSecretive(t, {
    ...{ SMTP_URL: sink.url.replace("//", `//${login.user}:${login.password}@`), MAIL_FROM: "news@paper.example" },
    ...{ DKIM_DOMAIN: "paper.example", DKIM_SELECTOR: "a", DKIM_KEY_FILE: dkim.keyFile },
    ...{ PUSH_HOSTS: push.host, NODE_EXTRA_CA_CERTS: push.caFile, WEBSUB_HUBS: `${DEAD}/hub` },
    ...{ OUTGOING_PRIVATE_ADDRESSES: "127.0.0.1", ...STAND_IN },
  });
  const { london, secrets, redis, shutsOut, logs } = paper;
  secrets.set("a line of the key that signs mails", (await readFile(dkim.keyFile, "utf8")).split("\n")[3] ?? "");
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
  for (const [path, name] of [
    ["/newsletters/preferences?token=", "the link to preferences"],
    ["/newsletters/confirm?token=", "the link to confirm"],
    ["/desk/join?link=", "an invitation"],
  ] as const) {
    expect((await fetch(london.url + path + secrets.get(name))).status, name).toBe(503);
  }
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

/** A file with a private key, as DKIM has it. */
async function aSigningKey(t: TestContext): Promise<{ keyFile: string }> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const keyFile = join(tmpdir(), `${aWord("dkim")}.pem`);
  await writeFile(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
  t.onTestFinished(() => rm(keyFile, { force: true }));
  return { keyFile };
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
