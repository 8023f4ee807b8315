import { expect, test } from "vitest";
import { dottedName, houseFiles, nodesOf, placeIn, readText, sourcesIn } from "../support/house/sources.ts";

test("H5: the wire's time is asked of the database, never of the process", () => {
  const looks = sourcesIn("core/", "server/", "workers/").flatMap((source) =>
    [...nodesOf(source.program)]
      .filter(({ type, callee, arguments: given }) => {
        const isBare = Array.isArray(given) && given.length === 0;
        const name = dottedName(callee);
        if (type === "NewExpression") return name === "Date" && isBare;
        return type === "CallExpression" && (name === "Date.now" || name === "Date");
      })
      .map(({ start }) => placeIn(source, start)),
  );
  expect(looks).toEqual([]);
});

test("H5: SQL takes the moment, not the time at which its transaction began", () => {
  const inFiles = houseFiles()
    .filter((path) => path.endsWith(".sql"))
    .map((path) => ({ path, sql: readText(path) }));
  const inSources = sourcesIn("core/", "server/", "workers/").map(({ path, text }) => ({ path, sql: sqlOf(text) }));
  const frozen = [...inFiles, ...inSources].filter(({ sql }) => FROZEN.test(sql));
  expect(frozen.map(({ path }) => path)).toEqual([]);
});

const FROZEN = /\b(now\s*\(\)|current_timestamp|localtimestamp|transaction_timestamp|statement_timestamp)/i;

/** The text of a file's tagged SQL. */
function sqlOf(text: string): string {
  return [...text.matchAll(/\bsql(?:<[^`]*>)?`([^`]*)`/g)].map(([, statement]) => statement).join("\n");
}
