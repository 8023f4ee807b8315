import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type TestContext, test } from "vitest";
import { freePort } from "../../deploy/local/process/free-port.ts";
import { eventually } from "../support/deadline.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openPushHost, type TestPushHost } from "../support/push/push-host.ts";
import { settledTargets, subscribes } from "../support/push/subscriber.ts";
import { type PaperProcess, startPaperProcess } from "./fire/processes.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DEVICES = 150;

test("N6, I13: workers that are killed while they push leave no device out, and a device that gets it twice shows it once", async (t) => {
  const service = await openPushHost(t, { latencyMs: 300 });
  const london = await startLondon(t, { workers: 0, env: { PUSH_HOSTS: service.host } });
  const browsers = Array.from({ length: DEVICES }, () => service.browser());
  await Promise.all(browsers.map((browser) => subscribes(london.url, browser)));
  const workers = await Promise.all([1, 2].map(() => pushingWorker(t, london, service)));
  const asked = () => browsers.reduce((sum, browser) => sum + browser.asked, 0);
  const { id } = await london.editor.posts(aStory({ headline: "Flash", urgency: "flash" }));

  for (const [number, worker] of workers.entries()) {
    await eventually("some pushes", () => (asked() > 30 * (number + 1) ? true : undefined));
    await worker.kill();
  }
  expect(browsers.some((browser) => browser.asked === 0)).toBe(true); // it was in the middle
  await workers[0]?.start();
  const targets = await settledTargets(london.store, id, DEVICES);
  expect(new Set([...targets.values()].map((states) => states.join()))).toEqual(new Set(["alert sent"]));
  for (const { received } of browsers) {
    const notifications = new Map(received.map(({ message }) => [message.story, message]));
    expect([...notifications.values()]).toMatchObject([{ story: id, rev: 1, title: "Flash" }]);
  }
  expect(asked() - DEVICES).toBeLessThanOrEqual(2 * 64); // twice at most what was on the lines when they died
});

/** A worker of its own, that can be killed; it trusts the test's push service besides everybody's. */
async function pushingWorker(t: TestContext, { config }: London, service: TestPushHost): Promise<PaperProcess> {
  const folder = await mkdtemp(join(tmpdir(), "london-daily-push-"));
  const metricsPort = await freePort("127.0.0.1");
  const { databaseUrl, redisUrl, redisPrefix, sessionSecret, vapid, site } = config;
  const worker = await startPaperProcess({
    root: ROOT,
    main: "workers/main.ts",
    env: {
      ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, REDIS_PREFIX: redisPrefix, PUBLIC_URL: site.publicUrl },
      // the worker takes the next one
      ...{ METRICS_PORT: String(metricsPort - 1), METRICS_HOST: "127.0.0.1", SESSION_SECRET: sessionSecret },
      ...{ VAPID_PUBLIC_KEY: vapid.publicKey, VAPID_PRIVATE_KEY: vapid.privateKey, VAPID_SUBJECT: vapid.subject },
      ...{ PUSH_HOSTS: service.host, NODE_EXTRA_CA_CERTS: service.caFile, CANARY: "off", SPEECH_COMMAND: "none" },
    },
    logFile: join(folder, "worker.log"),
    readyUrl: `http://127.0.0.1:${metricsPort}/readyz`,
  });
  t.onTestFinished(async () => {
    await worker.kill();
    await rm(folder, { recursive: true });
  });
  return worker;
}
