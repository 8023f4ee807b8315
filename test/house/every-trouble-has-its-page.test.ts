import { expect, test } from "vitest";
import { HOPS } from "../../server/canary/flights.ts";
import { isNode, nodesOf, readText, type SyntaxNode, sourcesIn } from "../support/house/sources.ts";

/*
 * Whoever is woken by an alert, or reads a word in /readyz, finds in the runbook what it means, what readers notice, where to
 * look and what to do. Both ways: a page of a trouble that there is no more is in the way of somebody in a hurry.
 */

const RUNBOOK = readText("docs/operations.md");
const RULES = readText("deploy/prometheus/alerts.yml");
const PARTS = [/^- \*\*Readers:\*\* \S.{10,}$/m, /^- \*\*Look at:\*\* \S.{10,}$/m, /^- \*\*Do:\*\* \S.{5,}$/m];
const MAINS = ["server/start-server.ts", "workers/start-workers.ts"];

test("O4: every alert has its page in the runbook, with its severity, and every page its alert", () => {
  const rules = RULES.split(/^ {6}- alert: /m).slice(1);
  expect(rules.length).toBeGreaterThanOrEqual(27);
  const named = rules.map((rule) => {
    const name = /^\w+/.exec(rule)?.[0] ?? "";
    const [, file, anchor] = /runbook: (\S+)#(\S+)$/m.exec(rule) ?? [];
    const [, severity = ""] = /severity: (page|ticket)/.exec(rule) ?? [];
    expect([file, headingsOf(RUNBOOK).filter((heading) => anchorOf(heading) === anchor)], name).toEqual([
      "docs/operations.md",
      [name],
    ]);
    expect(faultsOf(pageOf(name), severity === "page" ? /^\*\*Page\.\*\*/ : /^\*\*Ticket\.\*\*/), name).toEqual([]);
    return name;
  });
  const [, alerts = ""] = RUNBOOK.split("\n## Alerts\n");
  expect(headingsOf(alerts.split("\n## ")[0] ?? "")).toEqual(named);
});

test("O3, O4: every word of /readyz and every hop of the canary has its page, and every page its word", () => {
  const words = { degraded: new Set<string>(), checks: new Set<string>() };
  for (const main of sourcesIn(...MAINS)) {
    const [checks, degraded] = argumentsOfHealth(main.program);
    for (const word of keysOf(checks)) words.checks.add(word);
    for (const word of keysOf(degraded)) {
      words.degraded.add(word);
      const who = main.path.startsWith("server") ? /^\*\*Of a server\.\*\*/ : /^\*\*Of a worker\.\*\*/;
      expect(faultsOf(pageOf(word), who), word).toEqual([]);
    }
  }
  expect(words.degraded.size).toBeGreaterThanOrEqual(6);
  const [, health = ""] = RUNBOOK.split("\n## Health\n");
  const [own = ""] = health.split("\n## ");
  expect(headingsOf(own).sort()).toEqual([...words.degraded].sort());
  expect([...own.matchAll(/^\| `([\w ]+)` \| (?:server|worker) \|/gm)].map(([, word]) => word).sort()).toEqual(
    [...words.checks].sort(),
  );
  const [, canary = ""] = RUNBOOK.split("\n## The canary\n");
  const rows = [...(canary.split("\n## ")[0] ?? "").matchAll(/^\| `([\w-]+)` \| [^|]{10,} \| [^|]{10,} \|$/gm)];
  expect(rows.map(([, hop]) => hop)).toEqual([...HOPS]);
});

test("O4: every anchor that a paper of the house names inside itself or another is a heading there", () => {
  const papers = new Map(
    ["docs/operations.md", "docs/protocol.md", "docs/rules.md"].map((path) => [path, readText(path)]),
  );
  const broken = [...papers].flatMap(([path, text]) =>
    [...text.matchAll(/\]\(([\w.-]*)#([\w-]+)\)/g)].flatMap(([, file = "", anchor]) => {
      const there = papers.get(file === "" ? path : `docs/${file}`);
      const isThere =
        there === undefined || headingsOf(there, /^#{1,6} (.+)$/gm).some((heading) => anchorOf(heading) === anchor);
      return isThere ? [] : [`${path}: ${file}#${anchor}`];
    }),
  );
  expect(broken).toEqual([]);
});

/** What is wrong with a page; none: nothing. */
function faultsOf(page: string, begins: RegExp): string[] {
  return [begins, ...PARTS].filter((part) => !part.test(page)).map((part) => `has no ${part}`);
}

/** The text under a heading of the third rank, up to the next. */
function pageOf(heading: string): string {
  return (RUNBOOK.split(`\n### ${heading}\n\n`)[1] ?? "").split(/\n##+ /)[0] ?? "";
}

function headingsOf(text: string, pattern = /^### (.+)$/gm): string[] {
  return [...text.matchAll(pattern)].map(([, heading = ""]) => heading);
}

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

/** The two objects that a process makes its health of. */
function argumentsOfHealth(program: SyntaxNode): [SyntaxNode, SyntaxNode] {
  const calls = [...nodesOf(program)].filter(
    ({ type, callee }) => type === "CallExpression" && isNode(callee) && callee.name === "healthOf",
  );
  const [given] = calls.map((call) => call.arguments as SyntaxNode[]);
  const [checks, degraded] = given ?? [];
  if (calls.length !== 1 || !checks || !degraded)
    throw new Error("healthOf is called once in each main, with two objects");
  return [checks, degraded];
}

/** The words; of one that is put together, what stands before the colon. */
function keysOf(object: SyntaxNode): string[] {
  return (object.properties as SyntaxNode[]).flatMap(({ key, argument }) => {
    if (isNode(argument)) return keysOf(argument); // ...{ }
    if (!isNode(key)) throw new Error("a word of /readyz that cannot be read");
    if (key.type === "Identifier") return String(key.name);
    if (key.type === "Literal") return String(key.value);
    const [first] = key.quasis as { value: { raw: string } }[];
    return String(first?.value.raw).replace(/:.*/, "");
  });
}
