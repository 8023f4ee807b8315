import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Config } from "../../core/settings/config.ts";
import { secretsOf } from "../../core/settings/secret-settings.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SECRET = "hunter2-Tr0ub4dor-and-3-more-letters";

/** What a process writes that logs these, each by one line of JavaScript that knows `log`, `config` and `request`. */
async function logged(...lines: string[]): Promise<string> {
  const script = `
    import { createLog } from "./core/process/log.ts";
    const log = createLog("test");
    const config = { port: 3000, editorToken: "${SECRET}", databaseUrl: "postgres://u:${SECRET}@h/d", redisUrl: "redis://:${SECRET}@h" };
    const request = { headers: { authorization: "Bearer ${SECRET}", cookie: "session=${SECRET}", host: "h" } };
    ${lines.join("\n")}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { cwd: ROOT });
  return stdout;
}

test("O4: a log line is JSON with level, time, role, process and message", async () => {
  const line = JSON.parse(await logged('log.info({ story: "s1" }, "posted");')) as object;
  expect(line).toMatchObject({ level: 30, role: "test", pid: expect.any(Number), story: "s1", msg: "posted" });
  expect(line).toHaveProperty("time", expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/));
});

test("O4: the secrets of an object that is logged under a name are not written", async () => {
  const text = await logged(
    "log.info({ config });",
    "log.info({ req: request });",
    `log.info({ given: { token: "${SECRET}" } });`,
  );
  expect(text.split("[secret]")).toHaveLength(7);
  expect(text).not.toContain(SECRET);
});

test("O4: nor those of an object that is logged as it is", async () => {
  expect(await logged("log.info(config);", `log.info({ token: "${SECRET}" });`)).not.toContain(SECRET);
});

test("O4: of an error that carries what it was doing only what went wrong is written", async () => {
  const text = await logged(
    "const auth = Object.assign(new Error('WRONGPASS'), { code: 'ERR', command: { name: 'auth', args: ['server', '" +
      `${SECRET}'] } });`,
    `const row = Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'one', detail: '(email)=(${SECRET})' });`,
    "log.warn({ err: auth }, 'no');",
    "log.warn({ err: new AggregateError([row, auth], 'several', { cause: row }) }, 'no');",
  );
  expect(text).not.toContain(SECRET);
  const [first = "", second = ""] = text.trim().split("\n");
  expect(JSON.parse(first)).toMatchObject({ err: { type: "Error", message: "WRONGPASS", code: "ERR" } });
  expect(JSON.parse(second)).toMatchObject({
    err: {
      message: "several: duplicate key",
      aggregateErrors: [{ code: "23505", constraint: "one" }, { code: "ERR" }],
    },
  });
});

test("O4: the secrets of the settings are struck out of a line, wherever they stand in it", async () => {
  const [token, session, vapid] = ["e".repeat(32), 's"'.repeat(20), "v".repeat(43)];
  const secrets = secretsOf({
    ...{ editorToken: token, sessionSecret: session, databaseUrl: `postgres://u:${SECRET}%21@h/d` },
    ...{ redisUrl: "redis://h", vapid: { publicKey: "p", privateKey: vapid, subject: "s" } },
    mail: { smtpUrl: "smtp://u:short@h", webhookSecret: null } as Config["mail"],
  } as Config);
  expect(secrets.sort()).toEqual([token, session, vapid, `${SECRET}!`, `${SECRET}%21`].sort());
  const text = await logged(
    `const own = createLog("test", "info", ${JSON.stringify(secrets)});`,
    `own.info({ deep: { in: ["x${SECRET}!y", ${JSON.stringify(session)}] } }, "to ${SECRET}%21@h, short");`,
  );
  expect(JSON.parse(text)).toMatchObject({ deep: { in: ["x[secret]y", "[secret]"] }, msg: "to [secret]@h, short" });
});
