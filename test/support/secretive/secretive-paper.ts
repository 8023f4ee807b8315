import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { TestContext } from "vitest";
import { readConfig } from "../../../core/settings/config.ts";
import { connectStore } from "../../../core/store/connect.ts";
import { makeSecrets } from "../../../deploy/secrets/paper-secrets.ts";
import { ownPort } from "../../faults/fire/own-port.ts";
import { at, createEnds, type OwnRedis, ownRedis } from "../../faults/fire/own-stores.ts";
import { startPaperProcess } from "../../faults/fire/processes.ts";
import { eventually } from "../deadline.ts";
import { readText } from "../house/sources.ts";
import { createDatabase } from "../paper/london-database.ts";
import type { London } from "../paper/start-london.ts";
import { editorAt } from "../people/editor.ts";

/*
 * A server and a worker as processes, with the secrets that make-secrets.ts makes, Redis' users with what each may do, and a
 * role of PostgreSQL with a password: each of them a text that stands nowhere else, so that it is known wherever it appears.
 */

export interface SecretivePaper {
  london: London;
  redis: OwnRedis;
  /** Every text that nobody may find, with its name. */
  secrets: Map<string, string>;
  /** All that the processes have written. */
  logs(): Promise<string>;
  /** What both tell Prometheus. */
  metrics(): Promise<string>;
  /** Makes the passwords by which the processes come to PostgreSQL, or to Redis, wrong, cuts their lines, and mends it. */
  shutsOut: Record<"postgres" | "redis", { begins(): Promise<void>; ends(): Promise<void> }>;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const ROLES = ["server", "worker"] as const;
/** Of those that make-secrets.ts makes. */
const OF_FILES = ["session_secret", "editor_token", "vapid_private_key", "mail_webhook_secret"] as const;

export async function startSecretive(t: TestContext, env: Record<string, string>): Promise<SecretivePaper> {
  const ends = createEnds();
  t.onTestFinished(() => ends.close());
  const folder = await mkdtemp(join(tmpdir(), "london-daily-secretive-"));
  ends.add("folder", () => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const made = join(folder, "secrets");
  await makeSecrets(made, readText("deploy/secrets/redis-users.acl"));
  const secret = async (name: string) => (await readFile(join(made, name), "utf8")).trim();
  const database = await ownRole(t, await createDatabase(t));
  const redis = await ownRedis(folder, ends.add);
  const users = (await readFile(join(made, "redis_users.acl"), "utf8")).matchAll(/^user (server|worker) (.+)$/gm);
  for (const [, name = "", rules = ""] of users) await redis.ask("ACL", "SETUSER", name, ...rules.split(" "));

  const [port, metricsPort, workerPort] = [await ownPort(), await ownPort(), await ownPort()];
  const url = `http://127.0.0.1:${port}`;
  const shared = {
    ...{ PATH: "", HOST: "127.0.0.1", PORT: String(port), METRICS_HOST: "127.0.0.1", PUBLIC_URL: url },
    ...{ DATABASE_URL: database.url, DATA_DIR: folder, CANARY: "off", LOG_LEVEL: "trace" },
    ...{ VAPID_SUBJECT: "mailto:desk@paper.example", VAPID_PUBLIC_KEY_FILE: join(made, "vapid_public_key") },
    ...Object.fromEntries(OF_FILES.map((name) => [`${name.toUpperCase()}_FILE`, join(made, name)])),
    ...env,
  };
  const redisUrl = async (role: string) => at(await secret(`redis_${role}_url`), Number(new URL(redis.url).port));
  const logFile = (role: string) => join(folder, `${role}.log`);
  const start = async (role: (typeof ROLES)[number], metrics: number, readyUrl: string) => {
    const own = { ...shared, METRICS_PORT: String(metrics), REDIS_URL: await redisUrl(role) };
    const main = role === "server" ? "server/main.ts" : "workers/main.ts";
    const it = await startPaperProcess({ root: ROOT, main, readyUrl, env: own, logFile: logFile(role) });
    ends.add(role, () => it.kill());
  };
  await Promise.all([
    start("server", metricsPort, `${url}/readyz`),
    start("worker", workerPort - 1, `http://127.0.0.1:${workerPort}/readyz`),
  ]);

  const read = readConfig({ ...shared, REDIS_URL: redis.url });
  if (!read.ok) throw new Error(read.mistakes.join("\n"));
  const store = connectStore({ databaseUrl: database.url, poolSize: 2, name: "test" });
  ends.add("store", () => store.destroy());
  const token = await secret("editor_token");
  const nobody = () => Promise.reject(new Error("these are processes"));
  const secrets = new Map<string, string>([["PostgreSQL's password", database.password]]);
  for (const name of OF_FILES) secrets.set(name, await secret(name));
  for (const role of ROLES) secrets.set(`Redis' password of the ${role}`, await secret(`redis_${role}_password`));
  return {
    ...{ redis, secrets },
    london: {
      ...{ url, urls: [url], token, store, config: read.config, editor: editorAt(url, token) },
      ...{ servers: [], workers: [], startServer: nobody, startWorker: nobody },
    },
    logs: async () => (await Promise.all(ROLES.map((role) => readFile(logFile(role), "utf8")))).join("\n"),
    metrics: async () => {
      const texts = [metricsPort, workerPort].map((one) => fetch(`http://127.0.0.1:${one}/metrics`));
      return (await Promise.all((await Promise.all(texts)).map((answer) => answer.text()))).join("\n");
    },
    shutsOut: {
      postgres: { begins: () => database.refuses(true), ends: () => database.refuses(false) },
      redis: {
        begins: async () => {
          for (const role of ROLES) {
            await redis.ask("ACL", "SETUSER", role, "resetpass", `>${randomBytes(12).toString("hex")}`);
            await redis.ask("CLIENT", "KILL", "USER", role);
          }
        },
        ends: async () => {
          for (const role of ROLES)
            await redis.ask("ACL", "SETUSER", role, "resetpass", `>${await secret(`redis_${role}_password`)}`);
        },
      },
    },
  };
}

/** A role of one's own over this database, with a password that PostgreSQL asks for. */
async function ownRole(t: TestContext, databaseUrl: string) {
  const name = `r_${randomBytes(6).toString("hex")}`;
  const password = `postgres-${randomBytes(12).toString("hex")}`;
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  await admin.query(`create role ${name} login superuser password '${password}'`);
  t.onTestFinished(async () => {
    await eventually("nobody of that role", async () => {
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [name]);
      return admin.query(`drop role ${name}`).then(
        () => true,
        () => undefined,
      );
    });
    await admin.end();
  });
  return {
    url: Object.assign(new URL(databaseUrl), { username: name, password }).href,
    password,
    refuses: async (isRefused: boolean) => {
      await admin.query(`alter role ${name} password '${isRefused ? "another" : password}'`);
      if (isRefused) {
        const lines =
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and application_name <> 'test'";
        await admin.query(lines, [name]);
      }
    },
  };
}
