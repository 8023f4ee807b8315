import fc from "fast-check";
import { expect, test } from "vitest";
import { sectionNamed, slugOf } from "../../core/news/section.ts";

test("C10: a section's slug is its name in lower case with hyphens", () => {
  const names = ["UK", "World", "Arts & Books", "  Top  Stories ", "Été à Paris", "Reader’s Letters", "Formula 1"];
  expect(names.map((name) => sectionNamed(name).slug)).toEqual([
    ...["uk", "world", "arts-books", "top-stories", "ete-a-paris", "readers-letters", "formula-1"],
  ]);
  expect(sectionNamed("Arts & Books").name).toBe("Arts & Books");
});

test("C10: what has no letter for a path has one all the same", () => {
  for (const text of ["", "   ", "伦敦日报", "Лондон", "!?", "—"]) expect(slugOf(text)).toBe("story");
});

test("C10: whatever the text, a slug can stand in a path, is 80 characters at most, and is its own slug", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      const slug = slugOf(text);
      expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(slug.length).toBeLessThanOrEqual(80);
      expect(slugOf(slug)).toBe(slug);
    }),
  );
});

test("C10: a long headline is cut at a word", () => {
  const slug = slugOf("word ".repeat(40));
  expect(slug).toMatch(/^(word-)+word$/);
  expect(slug.length).toBeGreaterThan(70);
});
