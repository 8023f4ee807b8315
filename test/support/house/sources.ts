import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { parseSync } from "vite";

/*
 * The house's own files, for the tests that look at them: what is in the checkout, less what .gitignore names. Sources
 * are parsed, never imported, so a rule can be read off a file that has mistakes of another kind. Paths are relative to
 * the checkout, with slashes.
 */

const ROOT = new URL("../../../", import.meta.url);

/** Any node of a syntax tree (ESTree, with TypeScript's own). */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [part: string]: unknown;
}

export interface Import {
  /** As written: "./ring.ts", "node:fs", "kysely". */
  specifier: string;
  /** The file meant, when it is one of the house; else null. */
  file: string | null;
  isTypeOnly: boolean;
}

export interface Source {
  path: string;
  text: string;
  program: SyntaxNode;
  comments: { value: string; start: number }[];
  imports: Import[];
}

export function readText(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** Every file of the checkout, sorted. */
export function houseFiles(): string[] {
  files ??= filesUnder("").sort();
  return files;
}

/** Every TypeScript and JavaScript file of the checkout whose path begins with one of these; none given: of all. */
export function sourcesIn(...beginnings: string[]): Source[] {
  sources ??= houseFiles()
    .filter((path) => /\.(tsx?|mjs)$/.test(path))
    .map(readSource);
  return sources.filter(({ path }) => beginnings.length === 0 || beginnings.some((begin) => path.startsWith(begin)));
}

/** The line of an offset, from 1: "core/clock.ts:12". */
export function placeIn({ path, text }: Source, offset: number): string {
  return `${path}:${text.slice(0, offset).split("\n").length}`;
}

/** How many lines a file has, as an editor counts them. */
export function lineCount(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}

/** All nodes below a node, parents first. `within` decides whether to look below one. */
export function* nodesOf(node: SyntaxNode, within: (node: SyntaxNode) => boolean = () => true): Generator<SyntaxNode> {
  yield node;
  if (!within(node)) return;
  for (const part of Object.values(node)) {
    for (const child of Array.isArray(part) ? part : [part]) if (isNode(child)) yield* nodesOf(child, within);
  }
}

export function isFunction({ type }: SyntaxNode): boolean {
  return type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression";
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string";
}

/** "process.env" of such an expression; null: it is no name, or a longer thing than names and dots. */
export function dottedName(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === "Identifier") return String(node.name);
  if (node.type !== "MemberExpression" || node.computed === true) return null;
  const object = dottedName(node.object);
  return object === null ? null : `${object}.${dottedName(node.property)}`;
}

let files: string[] | undefined;
let sources: Source[] | undefined;

function filesUnder(folder: string): string[] {
  return readdirSync(new URL(`./${folder}`, ROOT), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`;
    if (isIgnored(path)) return [];
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** Whether git leaves a path out: as far as the patterns of our own .gitignore go, which are plain names. */
function isIgnored(path: string): boolean {
  if (path === ".git" || path === ".git/") return true;
  return ignoredNames().some((name) => {
    const isAnchored = name.slice(0, -1).includes("/");
    return isAnchored ? path === name.replace(/^\//, "") : path === name || path.endsWith(`/${name}`);
  });
}

function ignoredNames(): string[] {
  return readText(".gitignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function readSource(path: string): Source {
  const text = readText(path);
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`);
  const tree = program as unknown as SyntaxNode;
  return { path, text, program: tree, comments, imports: importsOf(path, tree) };
}

const IMPORTING = /^(Import|ExportNamed|ExportAll)(Declaration|Expression)$/;

function importsOf(path: string, program: SyntaxNode): Import[] {
  return [...nodesOf(program)].flatMap((node) => {
    const from = node.source;
    if (!IMPORTING.test(node.type) || !isNode(from) || typeof from.value !== "string") return [];
    const specifier = from.value;
    const file = specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : null;
    return [{ specifier, file, isTypeOnly: node.importKind === "type" || node.exportKind === "type" }];
  });
}
