import { expect, test } from "vitest";
import {
  houseFiles,
  isFunction,
  isNode,
  lineCount,
  nodesOf,
  placeIn,
  readText,
  type Source,
  type SyntaxNode,
  sourcesIn,
} from "../support/house/sources.ts";

/*
 * The form that house.md gives to files, as far as a program can see it. Lengths are guides: what is longer stands here
 * with its reason, and a reason that no longer holds must go.
 */
const LINES_A_FILE = 200;
const LONGER_FILES: Record<string, string> = {
  "core/store/wire/commit-revision.sql":
    "the whole way onto the wire on one page: a reviewer must see that no write is above the line",
  "core/store/migrations/0010-the-mailing.ts": "one migration: a list of the mailing's tables",
};

/** Of its own: a function's inner functions count for themselves. */
const LINES_A_FUNCTION = 40;
const LONGER_FUNCTIONS: { path: RegExp; reason: string }[] = [
  { path: /\/start-[a-z-]+\.ts$/, reason: "wiring is a list, and visible in one place" },
  { path: /^core\/store\/migrations\//, reason: "a migration is a list of statements" },
  { path: /^server\/openapi\/calls\/[a-z-]+-calls\.ts$/, reason: "the API's description is a list of calls" },
];

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SAYS_NOTHING =
  /(^|-)(utils?|helpers?|common|misc|types|constants|index|managers?|services?|handlers?|info)$|^data$/;
const NAMES_NOTHING = /(Manager|Service|Handler|Helper|Util)s?$|^(data|info|utils?|helpers?|constants|types)$/i;

/** What Node cannot leave out, and what tells the compiler to look away. */
const NOT_PLAIN = [
  ...["TSAnyKeyword", "TSNonNullExpression", "TSEnumDeclaration", "TSModuleDeclaration", "TSParameterProperty"],
  ...["TSImportEqualsDeclaration", "TSExportAssignment", "Decorator"],
];
const LOOKS_AWAY = /@ts-(ignore|nocheck|expect-error)/;

const code = sourcesIn("core/", "server/", "workers/", "client/", "deploy/");
const all = sourcesIn();

test("H6: files and folders of code are named in kebab-case", () => {
  const odd = houseFiles()
    .filter((path) => /^(core|server|workers|client|deploy|test)\/.*\.(ts|mjs|css|sql|lua)$/.test(path))
    .filter((path) => path.split("/").some((name) => !KEBAB.test(name.replace(/(\.test)?\.[a-z]+$/, ""))));
  expect(odd).toEqual([]);
});

test("H6: no file has a name that says nothing of what is in it", () => {
  const vague = all.map(({ path }) => path).filter((path) => SAYS_NOTHING.test(baseOf(path)));
  expect(vague).toEqual([]);
});

test("H6: nothing is exported under a name that says nothing", () => {
  expect(
    exportsOf(all)
      .filter(({ name }) => NAMES_NOTHING.test(name))
      .map(told),
  ).toEqual([]);
});

test(`H7: no file is longer than ${LINES_A_FILE} lines, but those with a reason`, () => {
  const long = houseFiles()
    .filter((path) => /^(core|server|workers|client|deploy|test\/(support|house))\/.*\.(ts|mjs|sql|lua)$/.test(path))
    .filter((path) => lineCount(readText(path)) > LINES_A_FILE);
  expect(long).toEqual(Object.keys(LONGER_FILES).sort());
});

test(`H7: no function is longer than ${LINES_A_FUNCTION} lines of its own, but those with a reason`, () => {
  const long = code
    .filter(({ path }) => !LONGER_FUNCTIONS.some((exception) => exception.path.test(path)))
    .flatMap((source) =>
      [...nodesOf(source.program)]
        .filter(isFunction)
        .map((node) => ({ node, lines: ownLines(source, node) }))
        .filter(({ lines }) => lines > LINES_A_FUNCTION)
        .map(({ node, lines }) => `${placeIn(source, node.start)} has ${lines}`),
    );
  expect(long).toEqual([]);
});

test("H8: the code is TypeScript that Node can run by leaving the types out, and nothing is forced on the compiler", () => {
  const banned = all.flatMap((source) => [
    ...[...nodesOf(source.program)]
      .filter(({ type, declare }) => NOT_PLAIN.includes(type) && declare !== true)
      .map((node) => `${placeIn(source, node.start)} ${node.type}`),
    ...source.comments
      .filter(({ value }) => LOOKS_AWAY.test(value))
      .map(({ value, start }) => `${placeIn(source, start)} ${value.trim()}`),
  ]);
  expect(banned).toEqual([]);
});

test("H8: exports have names", () => {
  const nameless = all
    .filter(({ path }) => !/^[a-z]+\.config\.ts$/.test(path))
    .flatMap((source) =>
      [...nodesOf(source.program)]
        .filter(({ type }) => type === "ExportDefaultDeclaration")
        .map((node) => placeIn(source, node.start)),
    );
  expect(nameless).toEqual([]);
});

function baseOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/(\.test|\.config)?\.[a-z]+$/, "");
}

interface Export {
  source: Source;
  name: string;
  start: number;
}

function told({ source, name, start }: Export): string {
  return `${placeIn(source, start)} ${name}`;
}

function exportsOf(some: Source[]): Export[] {
  return some.flatMap((source) =>
    [...nodesOf(source.program)]
      .filter(({ type }) => type === "ExportNamedDeclaration")
      .flatMap((node) => declaredIn(node).map((name) => ({ source, name, start: node.start }))),
  );
}

function declaredIn({ declaration, specifiers }: SyntaxNode): string[] {
  const found = isNode(declaration) ? [declaration, ...listed(declaration.declarations)] : listed(specifiers);
  return found.flatMap(({ id, exported }) => {
    const named = id ?? exported;
    return isNode(named) && typeof named.name === "string" ? [named.name] : [];
  });
}

function listed(nodes: unknown): SyntaxNode[] {
  return Array.isArray(nodes) ? nodes.filter(isNode) : [];
}

/** The lines of a function without those of the functions in it. */
function ownLines({ text }: Source, node: SyntaxNode): number {
  const linesOf = ({ start, end }: { start: number; end: number }): number => text.slice(start, end).split("\n").length;
  const inner = [...nodesOf(node, (below) => below === node || !isFunction(below))].filter(
    (below) => below !== node && isFunction(below),
  );
  return inner.reduce((lines, below) => lines - linesOf(below) + 1, linesOf(node));
}
