import { expect, test } from "vitest";
import { houseFiles, readText } from "../support/house/sources.ts";

/*
 * Servers and workers of the version before run on the new schema while they are replaced. So a migration may add tables,
 * and columns that an old insert need not name; it takes nothing away and makes nothing stricter. What is seen here is the
 * text; test/faults/an-upgrade-at-noon runs both versions.
 */

const TAKES_AWAY = /\bdrop\s+(table|column|constraint|type|index|view|schema|trigger|function)\b/i;
const RENAMES = /\brename\s+(to|column|constraint)\b/i;
const CHANGES = /\balter\s+column\s+\w+\s+(type|set\s+data|set\s+not\s+null|drop)\b/i;
const ASKS_FOR_MORE = /\badd\s+column\s+(?![^,;`]*\bdefault\b)[^,;`]*\bnot\s+null\b/i;

/** From before anybody ran two versions: a function with one more parameter was another one, and theirs went. */
const DROPPED_FUNCTIONS = ["0003-seen-place.ts: drop function", "0007-people.ts: drop function"];

const migrations = houseFiles().filter((path) => /^core\/store\/migrations\/\d{4}-[\w-]+\.ts$/.test(path));

test("O7: no migration takes away, renames or makes stricter what the version before it uses", () => {
  expect(migrations.length).toBeGreaterThan(5);
  const breaches = migrations.flatMap((path) =>
    [TAKES_AWAY, RENAMES, CHANGES, ASKS_FOR_MORE].flatMap((rule) => {
      const [found] = rule.exec(readText(path)) ?? [];
      return found === undefined ? [] : [`${path}: ${found}`];
    }),
  );
  expect(breaches).toEqual(DROPPED_FUNCTIONS.map((known) => `core/store/migrations/${known}`));
});

test("O7: every migration is among those that are applied, in the order of its number", () => {
  const text = readText("core/store/migration-list.ts");
  const listed = [...text.matchAll(/^ {2}"(\d{4}-[\w-]+)": /gm)].map(([, name]) => name);
  expect(listed).toEqual(migrations.map((path) => path.replace(/^.*\/(.*)\.ts$/, "$1")).sort());
});

test("O7: rows are written with their columns named, so that a new column has its default and not a record's null", () => {
  const breaches = houseFiles()
    .filter((path) => /^(core|server|workers|deploy)\/.*\.(ts|sql)$/.test(path))
    .flatMap((path) =>
      [...readText(path).matchAll(/\binsert\s+into\s+\w+\s+(select|values)\b/gi)].map(([found]) => `${path}: ${found}`),
    );
  expect(breaches).toEqual([]);
});
