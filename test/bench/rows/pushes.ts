import { fork } from "node:child_process";
import { createECDH, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent } from "node:https";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import webPush from "web-push";
import { connectStore, type Store } from "../../../core/store/connect.ts";
import { claimPushes, recordPushes } from "../../../core/store/push/push-targets.ts";
import { openPushLines } from "../../../workers/push/post-push.ts";
import { sendPushes } from "../../../workers/push/send-pushes.ts";
import { vapidEnvironment } from "../../support/push/vapid.ts";
import type { Bench, Row } from "../run-row.ts";

/**
 * One alert to many devices of one push service: ours, whole, with its rows claimed from and written to PostgreSQL; and
 * web-push's `sendNotification`, without any rows, in a loop and 64 at a time over kept lines.
 */
export const pushes: Row = {
  asks: "pushes a second of one worker, beside web-push itself",
  async measure(bench) {
    for (const latencyMs of [20, 0]) {
      for (let turn = 0; turn < bench.repetitions; turn++) await measureOne(bench, latencyMs);
    }
    const of = (subject: string) => bench.results.of(rateOf(20), subject);
    bench.results.claimAtLeast("times a plain loop, 20 ms", of(OURS) / of(LOOP), 3);
    bench.results.claimAtMost("pushes that were not taken once", bench.results.of(NOT_ONCE, OURS), 0);
  },
};

const OURS = "London Daily";
const LOOP = "web-push, a loop";
const POOL = "web-push, 64 at a time";
const NOT_ONCE = "pushes that were not taken once";
const rateOf = (latencyMs: number) => `pushes/s, answered after ${latencyMs} ms`;

const VAPID = { publicKey: "", privateKey: "", subject: "" };

async function measureOne({ stores, results, undisturbed, isQuick, say }: Bench, latencyMs: number): Promise<void> {
  const count = isQuick ? 1_000 : 3_000;
  const sink = await openSink(latencyMs);
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = vapidEnvironment();
  const vapid = { ...VAPID, publicKey, privateKey, subject };
  const store = connectStore({ databaseUrl: stores.databaseUrl, name: "bench" });
  const devices = Array.from({ length: count }, () => aDevice(sink.host));
  const payload = JSON.stringify({ title: "A headline of some length", body: "And what stands below it. ".repeat(8) });
  const plain = (device: Device, agent?: Agent) =>
    webPush.sendNotification({ endpoint: device.endpoint, keys: device }, payload, {
      ...{ vapidDetails: vapid, TTL: 600, urgency: "high", topic: "t" },
      ...(agent && { agent }),
    });
  try {
    const inLoop = devices.slice(0, latencyMs > 0 ? count / 10 : count);
    const loop = await undisturbed(() => rate(inLoop.length, () => inTurn(inLoop, plain)));
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    const pool = await undisturbed(() => rate(count, () => many(devices, (device) => plain(device, agent))));
    agent.destroy();
    const before = await sink.taken();
    const ours = await undisturbed(async () => {
      await aimAt(store, devices);
      return rate(count, () => sendAll(store, sink.host, vapid));
    });
    say(`${latencyMs} ms: ${[ours, loop, pool].map(Math.round).join(" / ")} pushes/s`);
    results.add(rateOf(latencyMs), OURS, ours);
    results.add(rateOf(latencyMs), LOOP, loop);
    results.add(rateOf(latencyMs), POOL, pool);
    results.add(NOT_ONCE, OURS, ((await sink.taken()) - before) % count);
  } finally {
    await store.destroy();
    sink.end();
  }
}

interface Device {
  endpoint: string;
  p256dh: string;
  auth: string;
}

function aDevice(host: string): Device {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const endpoint = `https://${host}/push/${randomUUID()}`;
  return { endpoint, p256dh: pair.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
}

/** An alert that is due for all of them now. */
async function aimAt(store: Store, devices: Device[]): Promise<void> {
  const story = randomUUID();
  await sql`truncate push_target, push_subscription`.execute(store);
  await sql`
    insert into push_subscription (device, endpoint, endpoint_hash, origin, p256dh, auth, urgencies, zone)
      select endpoint, endpoint, sha256(endpoint::bytea), ${new URL(devices[0]?.endpoint ?? "").origin}, p256dh, auth,
             array['flash'], 'UTC'
        from jsonb_to_recordset(${JSON.stringify(devices)}::jsonb) d (endpoint text, p256dh text, auth text)`.execute(
    store,
  );
  await sql`
    insert into story (id, wire, status, rev, author, expires_at, seq)
      values (${story}, 'news', 'published', 1, 'bench', clock_timestamp() + interval '10 minutes', 1)`.execute(store);
  await sql`
    insert into revision (story_id, rev, kind, at, author, slug, headline, standfirst, excerpt, body, section, topics,
        urgency, byline, related, lead, verification)
      values (${story}, 1, 'new', clock_timestamp(), 'bench', 's', 'A headline of some length',
        repeat('And what stands below it. ', 8), '', '', 'uk', '{}', 'flash', '', '{}', false, 'confirmed')`.execute(
    store,
  );
  await sql`
    insert into push_target (story_id, device, rev, what, not_before)
      select ${story}, device, 1, 'alert', clock_timestamp() from push_subscription`.execute(store);
}

/** The worker's own parts, as start-push.ts puts them together. Ends when every row is settled. */
async function sendAll(store: Store, host: string, vapid: typeof VAPID): Promise<void> {
  const silentMs = 10_000;
  const lines = openPushLines({ vapid, hosts: [host], clock: { now: () => Date.now() }, silentMs });
  const sender = sendPushes({
    claim: (limit) => claimPushes(store, "bench", limit),
    record: (outcomes) => recordPushes(store, "bench", outcomes),
    rest: async () => {},
    ...{ lines, silentMs, now: () => Date.now(), onOutcome: () => {} },
  });
  await sender.run();
  await sender.close();
  lines.close();
}

async function rate(count: number, act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return count / ((performance.now() - startedMs) / 1_000);
}

async function inTurn(devices: Device[], send: (device: Device) => Promise<unknown>): Promise<void> {
  for (const device of devices) await send(device);
}

async function many(devices: Device[], send: (device: Device) => Promise<unknown>): Promise<void> {
  const left = devices.values();
  const lane = async () => {
    for (const device of left) await send(device);
  };
  await Promise.all(Array.from({ length: 64 }, lane));
}

async function openSink(latencyMs: number) {
  const program = fileURLToPath(new URL("../load/push-sink.ts", import.meta.url));
  const child = fork(program, [String(latencyMs)], { execPath: process.execPath, execArgv: [] });
  const [{ address, cert }] = (await once(child, "message")) as [{ address: { port: number }; cert: string }];
  setDefaultCACertificates([...getCACertificates("default"), cert]);
  return {
    host: `localhost:${address.port}`,
    taken: async (): Promise<number> => {
      child.send("count");
      const [{ taken }] = (await once(child, "message")) as [{ taken: number }];
      return taken;
    },
    end: () => void child.kill("SIGKILL"),
  };
}
