import { expect, test } from "vitest";
import { readRules } from "../support/house/rules.ts";
import {
  dottedName,
  isNode,
  nodesOf,
  placeIn,
  readText,
  type SyntaxNode,
  sourcesIn,
} from "../support/house/sources.ts";

/** What product.md and delivery.md number: nothing of it may be left out in silence. */
const NUMBERED = { I: 17, R: 15, D: 11, N: 7, G: 5, O: 7, X: 4 };
const TITLE = /^(?<ids>[A-Z]\d+(?:, [A-Z]\d+)*): \S/;

const rules = readRules();
const titles = sourcesIn("test/")
  .filter(({ path }) => path.endsWith(".test.ts"))
  .flatMap((source) =>
    [...nodesOf(source.program)].flatMap((node) => {
      const title = titleOf(node);
      return title === null ? [] : [{ place: placeIn(source, node.start), title }];
    }),
  );

test("H11: every test says by its number which rule it keeps, and the rule is one of ours", () => {
  const kept = new Set(rules.filter(({ notYet }) => notYet === null).map(({ id }) => id));
  const odd = titles.filter(({ title }) => {
    const ids = idsOf(title);
    return ids.length === 0 || ids.some((id) => !kept.has(id));
  });
  expect(odd.map(({ place, title }) => `${place} ${title}`)).toEqual([]);
});

test("H11: every rule that is in force is kept by a test", () => {
  const named = new Set(titles.flatMap(({ title }) => idsOf(title)));
  expect(rules.filter(({ id, notYet }) => notYet === null && !named.has(id)).map(({ id }) => id)).toEqual([]);
});

test("H11: no promise of the design is left out in silence: it is kept, or it says why not yet", () => {
  const numbered = Object.entries(NUMBERED).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, i) => `${letter}${i + 1}`),
  );
  const listed = new Set(rules.map(({ id }) => id));
  expect(numbered.filter((id) => !listed.has(id))).toEqual([]);
});

test("H11: each rule is one line, once, a sentence that ends", () => {
  const ids = rules.map(({ id }) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  const unfinished = rules.filter(
    ({ text, notYet }) => !text.endsWith(".") || (notYet !== null && !notYet.endsWith(".")),
  );
  expect(unfinished.map(({ id }) => id)).toEqual([]);
});

test("H11: what is not yet kept stands apart", () => {
  const [, below = ""] = readText("docs/rules.md").split("\n## Not yet\n");
  const apart = rules.filter(({ id }) => below.includes(`- **${id}** `)).map(({ id }) => id);
  expect(apart).toEqual(rules.filter(({ notYet }) => notYet !== null).map(({ id }) => id));
});

function idsOf(title: string): string[] {
  return TITLE.exec(title)?.groups?.ids?.split(", ") ?? [];
}

/** The title, as far as it is written down, if a node is a call of `test`; "" if it is not written there. */
function titleOf({ type, callee, arguments: given }: SyntaxNode): string | null {
  if (type !== "CallExpression" || !Array.isArray(given)) return null;
  const name = dottedName(callee) ?? (isNode(callee) ? `${dottedName(callee.callee ?? callee.tag)}()` : "");
  if (!/^(test|it)(\.(concurrent|sequential))?$|^(test|it)\.(each|for)\(\)$/.test(name)) return null;
  const [title] = given;
  if (!isNode(title)) return "";
  if (title.type === "TemplateLiteral" && Array.isArray(title.quasis)) return String(title.quasis[0].value.cooked);
  return typeof title.value === "string" ? title.value : "";
}
