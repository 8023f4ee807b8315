import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject, type TestContext } from "vitest";

/** A database of one's own, migrated and empty, dropped when the test is over. Returns its URL. */
export async function createDatabase(t: TestContext): Promise<string> {
  const adminUrl = inject("databaseAdminUrl");
  const name = `t_${randomBytes(8).toString("hex")}`;
  await administer(adminUrl, `create database ${name} template ${inject("templateDatabase")}`);
  t.onTestFinished(() => administer(adminUrl, `drop database if exists ${name} with (force)`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
