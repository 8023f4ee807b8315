import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { copyWith, type Patch } from "../fire/broken-build.ts";

/*
 * A version after this one: the tree with one more migration that does all that a migration may, a function that is
 * replaced under the same name and fills what is new, and a server and a worker that write into a table of their own as
 * they begin.
 */

export const NEXT_MIGRATION = "9000-the-next";

const UP = `
import { sql } from "kysely";

export async function up(db) {
  await sql\`create table next_process (role text not null)\`.execute(db);
  await sql\`
    create table word_count (
      story_id uuid not null references story,
      rev      int not null,
      words    int not null,
      primary key (story_id, rev)
    )\`.execute(db);
  await sql\`alter table story add column mood text\`.execute(db);
  await sql\`alter table revision add column words int not null default 0\`.execute(db);
  await sql\`alter table event add column version text not null default 'earlier'\`.execute(db);
  await sql\`create index event_of_version on event (version, seq)\`.execute(db);
  await sql\`
    create function words_in(p_text text) returns int language sql immutable
    return cardinality(regexp_split_to_array(p_text, ' +'))\`.execute(db);
}
`;

const LIST = "core/store/migration-list.ts";
const SQL = "core/store/wire/commit-revision.sql";
const BEGINS = `$&
  await (await import("kysely")).sql\`insert into next_process values ('ROLE')\`.execute(store);`;
const CLOCK = /const clock = await followStoreClock\([^;]+;/;

const PATCHES: Patch[] = [
  {
    file: LIST,
    from: /^export const migrations: Record<string, Migration> = \{/m,
    to: `import * as theNext from "./migrations/${NEXT_MIGRATION}.ts";\n\n$&`,
  },
  { file: LIST, from: /^\};/m, to: `  "${NEXT_MIGRATION}": theNext,\n};` },
  {
    file: SQL,
    from: /story_id, rev, json\)(\s+values \(e\.wire, [^)]+)\);/,
    to: `story_id, rev, json, version)$1, 'next');
  insert into word_count values (s.id, s.rev, words_in(r.headline)) on conflict do nothing;`,
  },
  { file: "server/start-server.ts", from: CLOCK, to: BEGINS.replace("ROLE", "server") },
  { file: "workers/start-workers.ts", from: CLOCK, to: BEGINS.replace("ROLE", "worker") },
];

/** A copy that anybody may read. */
export async function copyOfNextVersion(t: TestContext): Promise<string> {
  const root = await copyWith(t, PATCHES);
  await writeFile(join(root, `core/store/migrations/${NEXT_MIGRATION}.ts`), UP);
  await chmod(root, 0o755);
  return root;
}
