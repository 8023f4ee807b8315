import fc from "fast-check";
import { expect, test } from "vitest";
import { whatChanged } from "../../server/paper/article/what-changed.ts";
import { type Change, wordDiff } from "../../server/paper/article/word-diff.ts";

const word = fc.constantFrom("the", "river", "rose", "by", "two", "metres", "<b>", "🗞️", "שלום", "it’s");
const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(" "));

test("R9: a diff holds both texts, whatever they are", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changes = wordDiff(before, after) ?? [];
      expect([without(changes, "added"), without(changes, "removed")]).toEqual([before, after]);
      for (const { text } of changes) expect(text).not.toBe("");
      const kinds = changes.map(({ kind }) => kind);
      expect(kinds.filter((kind, place) => kind === kinds[place - 1])).toEqual([]);
    }),
  );
});

test("R9: a diff is as short as one can be", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), fc.array(word, { maxLength: 12 }), (before, after) => {
      const changes = wordDiff(before.join(" "), after.join(" ")) ?? [];
      const edits = changes.flatMap(({ kind, text }) => (kind === "same" ? [] : text.split(" ")));
      expect(edits).toHaveLength(before.length + after.length - 2 * longestCommon(before, after));
    }),
  );
});

test("R9: what was put in, taken out or replaced is told as that", () => {
  expect(wordDiff("a b c", "a x c")).toEqual([same("a"), { kind: "removed", text: "b" }, added("x"), same("c")]);
  expect(wordDiff("a c", "a b c")).toEqual([same("a"), added("b"), same("c")]);
  expect(wordDiff("", "a b")).toEqual([added("a b")]);
  expect(wordDiff("a  b\nc", "a b c")).toEqual([same("a b c")]);
  expect(wordDiff("", "")).toEqual([]);
});

test("R9: a text that was written anew is not told word by word, and costs no more for being long", () => {
  const [before, after] = [numbered("a", 40_000), numbered("b", 40_000)];
  expect(wordDiff(before, after)).toBeNull();
  expect(wordDiff(before, `${before} end`)?.at(-1)).toEqual(added("end"));
  expect(
    whatChanged(
      { headline: "", standfirst: "", body: before },
      { headline: "", standfirst: "", body: after },
    )?.toString(),
  ).toContain("written anew");
});

test("R9: the words around a change are few, and every text is escaped", () => {
  const body = (name: string) => `${numbered("before", 30)} ${name} ${numbered("after", 30)}`;
  const told = whatChanged(
    { headline: "Same", standfirst: "Old <i>", body: body("Smith") },
    { headline: "Same", standfirst: "New <i>", body: body("<script>") },
  )?.toString();
  expect(told).toContain("… before23 before24 before25 before26 before27 before28 before29 <del>");
  expect(told).toContain("put in: </span>&lt;script&gt;</ins> after0 after1 after2 after3 after4 after5 after6 …");
  expect(told).not.toMatch(/Headline|<script|<i>/);
});

test("R9: where no word changed there is nothing to tell", () => {
  const texts = { headline: "A", standfirst: "B", body: "Some *text*." };
  expect(whatChanged(texts, { ...texts, body: "Some **text**." })).toBeNull();
});

function without(changes: Change[], kind: Change["kind"]): string {
  return changes
    .filter((change) => change.kind !== kind)
    .map(({ text }) => text)
    .join(" ");
}

function same(text: string): Change {
  return { kind: "same", text };
}

function added(text: string): Change {
  return { kind: "added", text };
}

function numbered(name: string, count: number): string {
  return Array.from({ length: count }, (_, number) => `${name}${number}`).join(" ");
}

/** By the plain table, as every textbook has it. */
function longestCommon(a: string[], b: string[]): number {
  const rows = [Array.from({ length: b.length + 1 }, () => 0)];
  for (const [i, left] of a.entries()) {
    const row = [0];
    for (const [j, right] of b.entries()) {
      row.push(left === right ? (rows[i]?.[j] ?? 0) + 1 : Math.max(rows[i]?.[j + 1] ?? 0, row[j] ?? 0));
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
