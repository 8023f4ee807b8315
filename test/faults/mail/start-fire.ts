import { randomBytes } from "node:crypto";
import { inject, type TestContext } from "vitest";
import { createDatabase } from "../../support/paper/london-database.ts";
import { type MailFire, type MailFireOptions, startMailFire } from "./mail-fire.ts";

/** On the servers of the whole run, with a database and a prefix of its own; gone when the test is over. */
export async function startFire(
  t: TestContext,
  options: Omit<MailFireOptions, "databaseUrl" | "redisUrl" | "redisPrefix">,
): Promise<MailFire & { redisPrefix: string }> {
  const redisPrefix = `t-${randomBytes(6).toString("hex")}`;
  const databaseUrl = await createDatabase(t);
  const fire = await startMailFire({ ...options, databaseUrl, redisUrl: inject("redisUrl"), redisPrefix });
  t.onTestFinished(() => fire.close());
  return { ...fire, redisPrefix };
}
