import { expect, test } from "vitest";
import { type Source, sourcesIn } from "../support/house/sources.ts";

/*
 * The walls of the house. A row says what a part may import besides itself; what stands in no row may import nothing.
 * The longest name that fits a file is its part, so `core/news` is not `core`. Types count: a part that needs to know
 * another's shapes leans on it as much as one that calls it.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "core/news": [],
  "core/page": ["core/news"],
  "core/pipes": ["core/news", "core/uuid.ts"],
  "core/store": ["core/news", "core/process", "core/clock.ts"],
  "core/settings": ["core/news"],
  "core/process": ["core/settings"],
  "core/mailing": ["core/settings", "core/news", "core/page", "core/store"],
  "core/clock.ts": [],
  "core/uuid.ts": [],

  "server/main.ts": ["core/process/run-main.ts", "server/start-server.ts"],
  "server/start-server.ts": [
    ...["core", "server/routes.ts", "server/http", "server/desk", "server/live", "server/paper"],
    ...["server/canary", "server/people", "server/mailing", "server/push", "server/queues"],
  ],
  "server/routes.ts": [
    ...["core", "server/http", "server/desk", "server/openapi", "server/paper", "server/people"],
    ...["server/inbox", "server/mailing", "server/push", "server/queues", "server/webhooks"],
  ],
  "server/mailing": ["core", "server/http", "server/paper"],
  "server/http": ["core"],
  "server/openapi": [
    ...["core", "server/http", "server/desk", "server/inbox", "server/live", "server/mailing", "server/push"],
    "server/webhooks",
  ],
  "server/inbox": ["core", "server/http", "server/desk/fields", "server/people/pages"],
  "server/desk": ["core", "server/http"],
  "server/people": ["core", "server/http"],
  "server/push": ["core", "server/http"],
  "server/queues": ["core", "server/http", "server/people/pages"],
  "server/webhooks": ["core", "server/http", "server/desk/fields", "server/people/pages"],
  "server/live": ["core"],
  "server/canary": ["core", "server/http", "server/desk"],
  "server/paper": ["core", "server/http"],

  workers: ["core"],
  client: [
    "core/news",
    "core/page",
    "core/pipes/live-events.ts",
    "core/pipes/desk-events.ts",
    "core/pipes/desk-stories.ts",
    "core/pipes/desk-mailing.ts",
  ],
  deploy: ["core"],
  "vite.config.ts": [],
  "vitest.config.ts": [],
  test: ["core", "server", "workers", "client", "deploy"],
};

/** What the page above must never come to allow: the walls as absences. */
const NEVER: [from: string, to: string][] = [
  ["server", "workers"],
  ["workers", "server"],
  ["server/desk", "server/live"],
  ["server/live", "server/desk"],
  ["core", "server"],
  ["core", "workers"],
  ["core", "client"],
  ["core", "deploy"],
  ["client", "server"],
  ["client", "workers"],
  ["client", "core/store"],
  ["deploy", "server"],
  ["deploy", "workers"],
  ...["core", "server", "workers", "client", "deploy"].map((from): [string, string] => [from, "test"]),
];

/** All that may come into the browser from outside. */
const IN_THE_BROWSER = ["@preact/signals", "hono/html", "preact", "preact/hooks", "socket.io-client"];

const sources = sourcesIn();
const byPath = new Map(sources.map((source) => [source.path, source]));

test("H1: what is not allowed to import something does not import it", () => {
  const breaches = imported().filter(({ from, to }) => {
    const part = partOf(from);
    const allowed = part === undefined ? [] : [part, ...(MAY_IMPORT[part] ?? [])];
    return !allowed.some((name) => isIn(to, name));
  });
  expect(breaches.map(told)).toEqual([]);
});

test.each(NEVER)("H1: %s never imports %s", (from, to) => {
  expect(
    imported()
      .filter((edge) => isIn(edge.from, from) && isIn(edge.to, to))
      .map(told),
  ).toEqual([]);
});

test("H1: nothing imports a main", () => {
  expect(
    imported()
      .filter(({ to }) => /(^|\/)main\.ts$/.test(to))
      .map(told),
  ).toEqual([]);
});

test("H1: the news itself needs no package and nothing of Node's", () => {
  expect(packagesOf(sourcesIn("core/news/"))).toEqual([]);
});

test("H1: a page comes into the browser with nothing of Node's and no package but its own", () => {
  const loaded = closureOf(sourcesIn("client/").filter(({ path }) => path.endsWith(".ts")));
  expect(packagesOf(loaded).filter((name) => !IN_THE_BROWSER.includes(name))).toEqual([]);
});

test("H1: every import of the house names a file that there is, with its ending", () => {
  expect(
    imported()
      .filter(({ to }) => !byPath.has(to))
      .map(told),
  ).toEqual([]);
});

test("H2: no file needs itself, however far round", () => {
  const finished = new Set<string>();
  const circles: string[] = [];
  function follow(path: string, way: string[]): void {
    const seenAt = way.indexOf(path);
    if (seenAt >= 0) circles.push([...way.slice(seenAt), path].join(" → "));
    if (seenAt >= 0 || finished.has(path)) return;
    for (const { file } of byPath.get(path)?.imports ?? []) if (file !== null) follow(file, [...way, path]);
    finished.add(path);
  }
  for (const { path } of sources) follow(path, []);
  expect(circles).toEqual([]);
});

interface Edge {
  from: string;
  to: string;
}

function imported(): Edge[] {
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ file }) => (file === null ? [] : [{ from: path, to: file }])),
  );
}

function isIn(path: string, part: string): boolean {
  return path === part || path.startsWith(`${part}/`);
}

function partOf(path: string): string | undefined {
  const fitting = Object.keys(MAY_IMPORT).filter((part) => isIn(path, part));
  return fitting.sort((a, b) => b.length - a.length)[0];
}

function told({ from, to }: Edge): string {
  return `${from} imports ${to}`;
}

/** The files and all they need when they run. */
function closureOf(first: Source[]): Source[] {
  const needed = new Set(first);
  for (const { imports } of needed) {
    for (const { file, isTypeOnly } of imports) {
      const next = file === null || isTypeOnly ? undefined : byPath.get(file);
      if (next) needed.add(next);
    }
  }
  return [...needed];
}

function packagesOf(some: Source[]): string[] {
  const names = some.flatMap(({ imports }) =>
    imports.flatMap(({ specifier, file, isTypeOnly }) => (file === null && !isTypeOnly ? [specifier] : [])),
  );
  return [...new Set(names)].sort();
}
