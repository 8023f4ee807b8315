import { expect, test } from "vitest";
import { houseFiles, readText } from "../support/sources.ts";

/*
 * Servers and workers of the version before run on the new schema while they are replaced. So a migration may add tables,
 * and columns that an old insert need not name; it takes nothing away and makes nothing stricter.
 */

const TAKES_AWAY = /\bdrop\s+(table|column|constraint|type|index|view|schema|trigger)\b/i;
const RENAMES = /\brename\s+(to|column|constraint)\b/i;
const CHANGES = /\balter\s+column\s+\w+\s+(type|set\s+data|set\s+not\s+null|drop)\b/i;
const ASKS_FOR_MORE = /\badd\s+column\s+(?![^,;`]*\bdefault\b)[^,;`]*\bnot\s+null\b/i;

const migrations = houseFiles().filter((path) => /^core\/store\/migrations\/\d{4}-[\w-]+\.ts$/.test(path));

test("O7: no migration takes away, renames or makes stricter what the version before it uses", () => {
  expect(migrations.length).toBeGreaterThan(5);
  const breaches = migrations.flatMap((path) =>
    [TAKES_AWAY, RENAMES, CHANGES, ASKS_FOR_MORE].flatMap((rule) => {
      const [found] = rule.exec(readText(path)) ?? [];
      return found === undefined ? [] : [`${path}: ${found}`];
    }),
  );
  expect(breaches).toEqual([]);
});

test("O7: every migration is among those that are applied, in the order of its number", () => {
  const text = readText("core/store/migrate.ts");
  const listed = [...text.matchAll(/^ {2}"(\d{4}-[\w-]+)": /gm)].map(([, name]) => name);
  expect(listed).toEqual(migrations.map((path) => path.replace(/^.*\/(.*)\.ts$/, "$1")).sort());
});
