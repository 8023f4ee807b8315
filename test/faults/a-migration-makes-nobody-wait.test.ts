import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, inject, type TestContext, test } from "vitest";
import { type Outcome, run } from "../../deploy/local/process/run.ts";
import { eventually, within } from "../support/deadline.ts";
import { createDatabase } from "../support/paper/london-database.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { vapidEnvironment } from "../support/push/vapid.ts";
import { ownPort } from "./fire/own-port.ts";
import { answersWell, startProcess } from "./fire/processes.ts";
import { copyOfNextVersion, NEXT_MIGRATION } from "./upgrade/next-version.ts";

interface Migrating {
  said(): string;
  ended: Promise<Outcome>;
}

/** The next version's migration as a process; `tries` in the place of its own patience. */
function migrates(next: string, databaseUrl: string, tries?: number): Migrating {
  const main = join(next, "deploy/migrate.ts");
  const impatient = `import { migrate } from "${next}/core/store/migrate.ts";
    await migrate(process.env.DATABASE_URL, { tries: ${tries} });`;
  const args = tries === undefined ? [main] : ["--input-type=module", "--eval", impatient];
  let said = "";
  const ended = run(process.execPath, args, {
    env: { DATABASE_URL: databaseUrl },
    onText: (text) => {
      said += text;
    },
  });
  return { said: () => said, ended };
}

/** Somebody who reads and does not end, as a backup does. */
async function readsOn(t: TestContext, databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "a long backup" });
  await client.connect();
  let isOpen = true;
  const end = async (): Promise<void> => {
    if (isOpen) await client.end();
    isOpen = false;
  };
  t.onTestFinished(end);
  await client.query("begin; select from event limit 1");
  return end;
}

test("O7: a migration that has to wait gives way to whoever publishes, comes again, may run twice at once, and says at the end who was in the way", async (t) => {
  const next = await copyOfNextVersion(t);
  const { editor, config, startServer } = await startLondon(t);
  const { databaseUrl } = config;
  const end = await readsOn(t, databaseUrl);

  const gaveUp = await migrates(next, databaseUrl, 2).ended;
  expect(gaveUp.code).toBe(1);
  expect(gaveUp.output).toMatch(/could not be had in 2 tries.* a long backup .*Nothing was changed/);

  const both = [migrates(next, databaseUrl), migrates(next, databaseUrl)] as const;
  await eventually("one that waits", () =>
    both.some(({ said }) => said().includes("a long backup")) ? true : undefined,
  );
  for (let i = 0; i < 40; i++) await editor.posts(aStory()); // each of them is taken
  expect(both.map(({ said }) => said()).join()).not.toContain("up to date");
  await end();
  const outcomes = await within("the end of both", Promise.all(both.map(({ ended }) => ended)));
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  expect(outcomes.map(({ output }) => output.includes("The database is up to date."))).toEqual([true, true]);

  await editor.posts(aStory());
  await startServer(); // of the version before
  const again = await run(process.execPath, ["deploy/migrate.ts"], { env: { DATABASE_URL: databaseUrl } });
  expect(again).toMatchObject({ code: 0, output: expect.stringContaining(NEXT_MIGRATION) });
  const { seq = 0 } = await editor.posts(aStory());
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  t.onTestFinished(() => client.end());
  const { rows } = await client.query("select version from event where wire = 'news' and seq = $1", [seq]);
  expect(rows, "the later version's function stays").toEqual([{ version: "next" }]);
});

test("O7: a server and a worker that begin before the migration wait for it, and say so where they are asked whether they are ready", async (t) => {
  const next = await copyOfNextVersion(t);
  const databaseUrl = await createDatabase(t);
  const folder = await mkdtemp(join(tmpdir(), "london-daily-early-"));
  t.onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = {
    ...{
      DATABASE_URL: databaseUrl,
      REDIS_URL: inject("redisUrl"),
      REDIS_PREFIX: `t-${randomBytes(6).toString("hex")}`,
    },
    ...{ HOST: "127.0.0.1", METRICS_HOST: "127.0.0.1", PUBLIC_URL: "http://127.0.0.1", SPEECH_COMMAND: "none" },
    ...{ SESSION_SECRET: randomBytes(24).toString("hex"), CANARY: "off", LOG_LEVEL: "warn", PATH: "" },
    ...vapidEnvironment(),
  };
  const [port, workerPort] = [await ownPort(), await ownPort()];
  const begins = async (main: string, one: number, places: Record<string, string>): Promise<string> => {
    const url = `http://127.0.0.1:${one}`;
    const it = await startProcess({
      ...{ name: main, program: process.execPath, args: [join(next, main)], cwd: next },
      ...{ env: { ...env, ...places }, logFile: join(folder, `${one}.log`) },
      isReady: () => saysWhy(url),
    });
    t.onTestFinished(() => it.kill());
    return url;
  };
  const urls = await Promise.all([
    begins("server/main.ts", port, { PORT: String(port), METRICS_PORT: String(await ownPort()) }),
    begins("workers/main.ts", workerPort, { METRICS_PORT: String(workerPort - 1) }),
  ]);
  for (const url of urls) expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect((await migrates(next, databaseUrl).ended).code).toBe(0);
  for (const url of urls) await eventually(`${url} ready`, () => answersWell(`${url}/readyz`));
});

/** Until it is alive, not ready, and names the migration. */
async function saysWhy(url: string): Promise<true | undefined> {
  const answer = await fetch(`${url}/readyz`).catch(() => null);
  if (answer?.status !== 503) return undefined;
  const { checks } = (await answer.json()) as { checks: Record<string, string> };
  return Object.keys(checks).some((name) => name.includes(NEXT_MIGRATION)) ? true : undefined;
}
