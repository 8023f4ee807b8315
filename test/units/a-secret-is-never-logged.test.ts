import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

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
