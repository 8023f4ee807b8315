import { posix } from "node:path";
import { expect, test } from "vitest";
import { CONFIG_NAMES, readConfig } from "../../core/settings/config.ts";
import { houseFiles, readText, sourcesIn } from "../support/house/sources.ts";
import { vapidEnvironment } from "../support/push/vapid.ts";

const papers = houseFiles()
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ path, text: readText(path) }));
const files = new Set(houseFiles());

test("H12: every npm command that a paper of the house names is there", () => {
  const { scripts } = JSON.parse(readText("package.json")) as { scripts: Record<string, string> };
  const missing = papers.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)]
      .map(([, run, short]) => run ?? short ?? "")
      .filter((name) => !(name in scripts))
      .map((name) => `${path}: npm run ${name}`),
  );
  expect(missing).toEqual([]);
});

test("H12: the verbs of npm run are a dozen at most; `deploy:drill` is a drill", () => {
  const { scripts } = JSON.parse(readText("package.json")) as { scripts: Record<string, string> };
  const verbs = new Set(Object.keys(scripts).map((name) => name.split(":").at(-1)));
  expect(verbs.size).toBeLessThanOrEqual(12);
});

test("H12: every file that a paper links to, or has run by node, is there", () => {
  const missing = papers.flatMap(({ path, text }) => {
    const linked = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)/g)].map(([, to = ""]) =>
      to.startsWith("/") ? to.slice(1) : posix.join(posix.dirname(path), to),
    );
    const run = [...text.matchAll(/\bnode ([\w./-]+\.(?:ts|mjs))\b/g)].map(([, to = ""]) => posix.normalize(to));
    return [...linked, ...run].filter((to) => !isThere(to)).map((to) => `${path}: ${to}`);
  });
  expect(missing).toEqual([]);
});

test("H12: every file that a script of package.json runs is there", () => {
  const { scripts } = JSON.parse(readText("package.json")) as { scripts: Record<string, string> };
  const run = Object.values(scripts).flatMap((line) => [...line.matchAll(/[\w./-]+\.(?:ts|mjs)\b/g)].map(([to]) => to));
  expect(run.filter((to) => !files.has(to))).toEqual([]);
});

test("H13: .env.example names all that the configuration reads, and nothing that nobody reads", () => {
  const documented = Object.keys(exampleSettings());
  expect(CONFIG_NAMES.filter((name) => !documented.includes(name))).toEqual([]);
  const readElsewhere = new Set(
    sourcesIn("deploy/").flatMap(({ text }) =>
      [...text.matchAll(/\b(?:process\.env|environment)\.([A-Z][A-Z0-9_]+)/g)].map(([, name = ""]) => name),
    ),
  );
  expect(documented.filter((name) => !CONFIG_NAMES.includes(name) && !readElsewhere.has(name))).toEqual([]);
});

test("H13: what .env.example shows as defaults is the configuration that nothing set would give", () => {
  const needed = {
    ...{ DATABASE_URL: "postgres://localhost/london", REDIS_URL: "redis://localhost" },
    SESSION_SECRET: "thirty-two characters at the least",
    ...vapidEnvironment(),
  };
  const shown = Object.fromEntries(Object.entries(exampleSettings()).filter(([name]) => CONFIG_NAMES.includes(name)));
  const asShown = readConfig({ ...shown, ...needed });
  expect(asShown).toEqual({ ...readConfig({ ...needed, ...ownMakings(shown) }) });
});

/** Settings that have no default of their own: an example of them must be good, but stands for nothing. */
function ownMakings(shown: Record<string, string>): Record<string, string | undefined> {
  const made = ["HOST", "PUBLIC_URL", "EDITOR_TOKEN", "METRICS_HOST", "ALLOWED_ORIGINS", "TRUSTED_PROXIES"];
  return Object.fromEntries(made.map((name) => [name, shown[name]]));
}

/** Every setting of .env.example, commented out or not. */
function exampleSettings(): Record<string, string> {
  const lines = readText(".env.example").split("\n");
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^#? ?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, "$2")]];
    }),
  );
}

/** A file, or a folder with something in it. */
function isThere(path: string): boolean {
  const folder = path.endsWith("/") ? path : `${path}/`;
  return files.has(path) || houseFiles().some((file) => file.startsWith(folder));
}
