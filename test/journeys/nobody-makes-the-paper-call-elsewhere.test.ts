import { createECDH, randomBytes, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:net";
import { expect, test } from "vitest";
import { openPushLines } from "../../workers/push/post-push.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { openPushHost } from "../support/push/push-host.ts";
import { aWish } from "../support/push/subscriber.ts";
import { vapidEnvironment } from "../support/push/vapid.ts";

const FCM = "https://fcm.googleapis.com/fcm/send/abc";

test("N6, C8: an address that is not at a listed push service is refused, and so are keys that are none and wishes that are odd", async (t) => {
  const { url, store } = await startLondon(t, { workers: 0 });
  const fine = { endpoint: FCM, keys: keys(), ...aWish() };
  const odd: [pointer: string, differences: object][] = [
    ...[
      ...["http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x", "https://evil.example/x"],
      ...["https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x", "https://169.254.169.254/latest/meta-data"],
      ...["https://fcm.googleapis.com:8443/x", "https://user:pass@fcm.googleapis.com/x", "https://push.apple.com/x"],
      ...["ftp://fcm.googleapis.com/x", "not an address", `${FCM}${"x".repeat(1_000)}`],
    ].map((endpoint): [string, object] => ["/endpoint", { endpoint }]),
    ...[keys().p256dh.slice(0, -2), randomBytes(65).toString("base64url"), `B${"A".repeat(86)}`].map(
      (p256dh): [string, object] => ["/keys/p256dh", { keys: { ...keys(), p256dh } }],
    ),
    ["/keys/auth", { keys: { ...keys(), auth: "short" } }],
    ["/urgency", { urgency: "routine" }],
    ["/sections/0", { sections: ["gardening"] }],
    ["/quiet/from", { quiet: { from: "24:00", until: "06:00" } }],
    ["/quiet", { quiet: { from: "06:00", until: "06:00" } }],
    ["/timeZone", { timeZone: "Europe/Londinium" }],
    ["/alertsADayAtMost", { alertsADayAtMost: 0 }],
    ["/secret", { secret: true }],
  ];
  for (const [pointer, differences] of odd) {
    const { status, problem } = await put(url, randomUUID(), { ...fine, ...differences });
    expect([status, problem?.errors?.map((error) => error.pointer)], JSON.stringify(differences)).toEqual([
      422,
      [pointer],
    ]);
  }
  expect((await put(url, "short", fine)).status).toBe(404);
  expect((await put(url, randomUUID(), fine, { Origin: "https://evil.example" })).status).toBe(403);
  expect(await store.selectFrom("push_subscription").selectAll().execute()).toEqual([]);
  expect((await put(url, randomUUID(), fine)).status).toBe(204);
  expect((await put(url, randomUUID(), { ...fine, endpoint: "https://web.push.apple.com/x" })).status).toBe(204);
  expect(await store.selectFrom("push_subscription").selectAll().execute()).toHaveLength(2);
});

test("N6: one browser has one row, whatever it calls itself; it moves with its address, and only who knows the old one moves it", async (t) => {
  const { url, store } = await startLondon(t, { workers: 0 });
  const [first, second] = [randomUUID(), randomUUID()];
  const fine = { endpoint: FCM, keys: keys(), ...aWish() };
  for (const device of [first, first, second]) expect((await put(url, device, fine)).status).toBe(204);
  const rows = () => store.selectFrom("push_subscription").select(["device", "endpoint"]).execute();
  expect(await rows()).toEqual([{ device: second, endpoint: FCM }]);
  const next = { endpoint: `${FCM}-next`, keys: keys() };
  expect((await post(url, { replaces: `${FCM}-nobody`, ...next })).status).toBe(404);
  expect((await post(url, { replaces: FCM, ...next })).status).toBe(204);
  expect(await rows()).toEqual([{ device: second, endpoint: next.endpoint }]);
  for (let again = 0; again < 2; again++) {
    const { status } = await fetch(new URL(`/v1/push/subscriptions/${second}`, url), { method: "DELETE" });
    expect(status).toBe(204);
  }
  expect(await rows()).toEqual([]);
});

test("C6, N6: sign-ups from one address are limited, and told how long to wait", async (t) => {
  const { url } = await startLondon(t, { workers: 0, env: { SIGNUPS_PER_MINUTE: "3" } });
  const fine = { endpoint: FCM, keys: keys(), ...aWish() };
  const answers: Answer[] = [];
  while (answers.length < 8 && answers.at(-1)?.status !== 429) answers.push(await put(url, randomUUID(), fine));
  // A server that has not reached Redis yet counts by itself: twice as many at the most.
  expect(answers.slice(0, 3).map(({ status }) => status)).toEqual([204, 204, 204]);
  expect(answers.at(-1)?.status).toBe(429);
  expect(answers.length).toBeLessThanOrEqual(7);
  expect(Number(answers.at(-1)?.headers.get("Retry-After"))).toBeGreaterThan(0);
});

test("N6: a listed name that leads into a network is not called, but for a server that the operator named with its port", async (t) => {
  const own = await openPushHost(t);
  const [hidden, opened] = await listener();
  t.onTestFinished(() => void hidden.close());
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = vapidEnvironment();
  const lines = openPushLines({
    ...{ vapid: { publicKey, privateKey, subject }, hosts: ["localhost", own.host], silentMs: 5_000 },
    clock: { now: () => Date.now() },
  });
  t.onTestFinished(() => lines.close());
  const push = { ...keys(), message: {}, ttlS: 60, topic: "t", urgency: "high" as const };
  const inward = await lines.send({ ...push, endpoint: "https://localhost/push" });
  expect(inward).toMatchObject({ status: 0, why: expect.stringContaining("private IP address") });
  const { port } = hidden.address() as { port: number };
  const unlisted = await lines.send({ ...push, endpoint: `https://localhost:${port}/push` });
  expect(unlisted).toMatchObject({ status: 0, why: expect.stringContaining("PUSH_HOSTS") });
  const browser = own.browser(204);
  expect((await lines.send({ ...push, ...browser.keys, endpoint: browser.endpoint })).status).toBe(204);
  expect(opened()).toBe(0);
});

interface Answer {
  status: number;
  headers: Headers;
  problem: { errors?: { pointer: string }[] } | null;
}

async function put(url: string, device: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(new URL(`/v1/push/subscriptions/${device}`, url), "PUT", body, headers);
}

async function post(url: string, body: object): Promise<Answer> {
  return ask(new URL("/v1/push/subscriptions", url), "POST", body, {});
}

async function ask(url: URL, method: string, body: object, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, problem: text ? JSON.parse(text) : null };
}

function keys(): { p256dh: string; auth: string } {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  return { p256dh: pair.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
}

/** Somebody who listens where nobody should call. */
async function listener(): Promise<[server: Server, opened: () => number]> {
  let opened = 0;
  const server = createServer((socket) => {
    opened++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return [server, () => opened];
}
