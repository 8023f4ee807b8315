import { expect, test } from "vitest";
import {
  dottedName,
  houseFiles,
  isFunction,
  isNode,
  nodesOf,
  placeIn,
  type Source,
  type SyntaxNode,
  sourcesIn,
} from "../support/house/sources.ts";

/*
 * A main is a file that a process begins with. Only mains read the environment, hear signals and set the exit code, and
 * only they do anything by being loaded; everything else waits to be called, so a test can call it.
 */
const MAINS = [
  "server/main.ts",
  "server/paper/social-card/card-thread.ts",
  "workers/main.ts",
  "workers/inbox/reading-thread.ts",
  "client/paper/main.ts",
  "client/paper/before-paint.ts",
  "client/paper/service-worker.ts",
  "client/paper/past-slider.ts",
  "client/paper/share-button.ts",
  "client/paper/newsletter-page.ts",
  "client/desk/desk.tsx",
  "deploy/migrate.ts",
  "deploy/local/pinned.mjs",
  "deploy/local/start.ts",
  "deploy/local/test.ts",
  "deploy/local/demo.ts",
  "deploy/editor.ts",
  "deploy/secrets/make-secrets.ts",
  "deploy/backup/backup.ts",
  "deploy/backup/restore.ts",
  "deploy/local/replay.ts",
  "deploy/local/sample/load-sample.ts",
  "vite.config.ts",
  "vitest.config.ts",
];
/** The body that both mains of the paper share. */
const SHARED_MAIN = "core/process/run-main.ts";

const OF_THE_PROCESS = /^process\.(env|exit|exitCode|on|once|argv)$/;
/** Node's functions that touch the world. */
const WITH_EFFECT = /^node:(fs|fs\/promises|net|http|https|child_process|dns|worker_threads|timers|timers\/promises)$/;

const sources = sourcesIn("core/", "server/", "workers/", "client/", "deploy/", "vite.config.ts", "vitest.config.ts");
const notMains = sources.filter(({ path }) => !MAINS.includes(path));

test("H3: only mains touch the environment, the exit code, the arguments and signals", () => {
  const breaches = notMains
    .filter(({ path }) => path !== SHARED_MAIN)
    .flatMap((source) =>
      [...nodesOf(source.program)]
        .filter((node) => node.type === "MemberExpression" && OF_THE_PROCESS.test(dottedName(node) ?? ""))
        .map((node) => `${placeIn(source, node.start)} ${dottedName(node)}`),
    );
  expect(breaches).toEqual([]);
});

test("H4: no file but a main does anything when it is imported", () => {
  expect(notMains.flatMap(effectsOf)).toEqual([]);
});

test("H4: every main that this page names is there", () => {
  expect(MAINS.filter((path) => !houseFiles().includes(path))).toEqual([]);
});

test("H4: no module of a process keeps state of its own", () => {
  const kept = notMains
    .filter(({ path }) => !path.startsWith("client/"))
    .flatMap((source) =>
      bodyOf(source)
        .filter((node) => node.type === "VariableDeclaration" && node.kind !== "const")
        .map((node) => placeIn(source, node.start)),
    );
  expect(kept).toEqual([]);
});

/** Statements that act, awaits, and calls of what touches the world, outside of every function. */
function effectsOf(source: Source): string[] {
  const touching = new Set(importedNames(source).flatMap(({ name, from }) => (WITH_EFFECT.test(from) ? [name] : [])));
  const effects = bodyOf(source).flatMap((statement) => {
    if (!/^(Import|Export|Variable|Function|Class|TS|Expression)/.test(statement.type)) return [statement];
    return [...nodesOf(statement, (node) => !isFunction(node))].filter((node) => {
      if (node.type === "AwaitExpression") return true;
      if (node === statement && node.type === "ExpressionStatement") return !isAssignment(node.expression);
      return node.type === "CallExpression" && touching.has((dottedName(node.callee) ?? "").split(".")[0] ?? "");
    });
  });
  return effects.map((node) => placeIn(source, node.start));
}

/** Completing a thing that this very module has made, before anybody sees it. */
function isAssignment(node: unknown): boolean {
  return isNode(node) && node.type === "AssignmentExpression";
}

function bodyOf({ program }: Source): SyntaxNode[] {
  const { body } = program;
  return Array.isArray(body) ? body.filter(isNode) : [];
}

function importedNames(source: Source): { name: string; from: string }[] {
  return bodyOf(source).flatMap((node) => {
    const { specifiers, source: from } = node;
    if (node.type !== "ImportDeclaration" || !Array.isArray(specifiers) || !isNode(from)) return [];
    return specifiers.flatMap((specifier: unknown) =>
      isNode(specifier) ? [{ name: dottedName(specifier.local) ?? "", from: String(from.value) }] : [],
    );
  });
}
