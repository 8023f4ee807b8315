import { expect, test } from "vitest";
import { contradictions, shaped } from "../../server/desk/fields/story-rules.ts";
import { createStorySchemas } from "../../server/desk/fields/story-schema.ts";
import { isProblem } from "../../server/http/answers/problem.ts";

const NOW = Date.parse("2028-02-29T12:00:00Z");
const sections = [
  { name: "UK", slug: "uk" },
  { name: "Arts & Books", slug: "arts-books" },
];
const schemas = createStorySchemas({ clock: { now: () => NOW }, sections });
const id = (last: string) => `0190a000-0000-7000-8000-00000000000${last}`;

/** What becomes of the first of these fields; or the pointers of what is wrong. */
function taken(fields: object): unknown {
  const checked = shaped(schemas.post, { headline: "A headline", section: "uk", ...fields });
  const [name = ""] = Object.keys(fields);
  return isProblem(checked) ? refused(...pointersOf(checked)) : new Map(Object.entries(checked.fields)).get(name);
}

function pointersOf(checked: object): string[] {
  return isProblem(checked) ? (checked.errors ?? []).map(({ pointer }) => pointer) : [];
}

function brief(fields: object): string {
  return JSON.stringify(fields).slice(0, 80);
}

const refused = (...pointers: string[]) => ({ refused: pointers });
const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";

const FINE = [
  [{ headline: "  Tube strike off \u00a0" }, "Tube strike off"],
  [{ headline: "e\u0301te\u0301" }, "été"],
  [{ headline: "x".repeat(200) }, "x".repeat(200)],
  [{ headline: "e\u0301".repeat(200) }, "é".repeat(200)],
  [{ headline: "\u{1f525}".repeat(200) }, "\u{1f525}".repeat(200)],
  [{ headline: `Family day ${family}` }, `Family day ${family}`],
  [{ headline: "رئيس \u2068Apple\u2069 يستقيل" }, "رئيس \u2068Apple\u2069 يستقيل"],
  [{ headline: "شركة Apple\u200f تعلن" }, "شركة Apple\u200f تعلن"],
  [{ standfirst: "" }, ""],
  [{ standfirst: "x".repeat(400) }, "x".repeat(400)],
  [{ byline: "x".repeat(120) }, "x".repeat(120)],
  [{ body: "" }, ""],
  [{ body: "  One\n\n\tcode\n" }, "  One\n\n\tcode\n"],
  [{ body: "One\r\nTwo" }, "One\nTwo"],
  [{ body: "x".repeat(256 * 1024) }, "x".repeat(256 * 1024)],
  [{ section: "UK" }, "uk"],
  [{ section: "uk" }, "uk"],
  [{ section: "Arts & Books" }, "arts-books"],
  [{ topics: Array.from({ length: 12 }, (_, i) => `topic ${i}`) }, Array.from({ length: 12 }, (_, i) => `topic ${i}`)],
  [{ related: [id("1"), id("2").toUpperCase()] }, [id("1"), id("2")]],
  [{ expiresInMinutes: 240 }, 240],
  [{ holdSeconds: 0 }, 0],
  [{ holdSeconds: 600 }, 600],
  [{ releaseAt: "2028-03-01T00:00:00Z" }, new Date("2028-03-01T00:00:00Z")],
  [{ releaseAt: "2028-03-01T01:00:00+01:00" }, new Date("2028-03-01T00:00:00Z")],
  [{ releaseAt: "2028-03-01t00:00:00.5z" }, new Date("2028-03-01T00:00:00.500Z")],
  [{ releaseAt: "2028-03-01T00:00:00.0001Z" }, new Date("2028-03-01T00:00:00.001Z")],
  [{ releaseAt: "2029-03-01T12:00:00Z" }, new Date("2029-03-01T12:00:00Z")],
  [{ releaseAt: "1970-01-01T00:00:00Z" }, new Date(0)],
  [{ lead: false }, false],
] as const;

test("X1: a field that is fine is taken, cleaned", () => {
  for (const [fields, expected] of FINE) expect(taken(fields), brief(fields)).toEqual(expected);
});

const WRONG = [
  [{ headline: "" }, refused("/headline")],
  [{ headline: " \u00a0\u200b" }, refused("/headline")],
  [{ headline: undefined }, refused("/headline")],
  [{ headline: null }, refused("/headline")],
  [{ headline: 7 }, refused("/headline")],
  [{ headline: "x".repeat(201) }, refused("/headline")],
  [{ headline: "\u{1f525}".repeat(201) }, refused("/headline")],
  [{ headline: "two\nlines" }, refused("/headline")],
  [{ headline: "a line and its end\n" }, refused("/headline")],
  [{ headline: "two\u2028lines" }, refused("/headline")],
  [{ headline: "a\u0000b" }, refused("/headline")],
  [{ headline: "a\u001bb" }, refused("/headline")],
  [{ headline: "a\u007fb" }, refused("/headline")],
  [{ headline: "a\u0085b" }, refused("/headline")],
  [{ headline: "half \ud83d of it" }, refused("/headline")],
  [{ headline: "gnp.\u202eexe" }, refused("/headline")],
  [{ headline: "left open \u2067" }, refused("/headline")],
  [{ headline: "closed \u2069 before" }, refused("/headline")],
  [{ standfirst: "x".repeat(401) }, refused("/standfirst")],
  [{ standfirst: "a\tb" }, refused("/standfirst")],
  [{ byline: "x".repeat(121) }, refused("/byline")],
  [{ body: "x".repeat(256 * 1024 + 1) }, refused("/body")],
  [{ body: "é".repeat(128 * 1024 + 1) }, refused("/body")],
  [{ body: "a\rb" }, refused("/body")],
  [{ body: "a\u0007b" }, refused("/body")],
  [{ body: "a\u009fb" }, refused("/body")],
  [{ body: "a\u2066 line\nand\u2069" }, refused("/body")],
  [{ section: "gossip" }, refused("/section")],
  [{ section: "" }, refused("/section")],
  [{ section: undefined }, refused("/section")],
  [{ topics: Array.from({ length: 13 }, (_, i) => `topic ${i}`) }, refused("/topics")],
  [{ topics: ["x".repeat(65)] }, refused("/topics/0")],
  [{ topics: ["fine", " "] }, refused("/topics/1")],
  [{ topics: ["twice", "twice "] }, refused("/topics")],
  [{ topics: "one" }, refused("/topics")],
  [{ related: ["no-id"] }, refused("/related/0")],
  [{ related: [id("1"), id("1").toUpperCase()] }, refused("/related")],
  [
    { related: Array.from({ length: 11 }, (_, i) => `0190a000-0000-7000-8000-0000000000${i + 10}`) },
    refused("/related"),
  ],
  [{ urgency: "urgent" }, refused("/urgency")],
  [{ verification: "maybe" }, refused("/verification")],
  [{ expiresInMinutes: 0 }, refused("/expiresInMinutes")],
  [{ expiresInMinutes: 241 }, refused("/expiresInMinutes")],
  [{ expiresInMinutes: 1.5 }, refused("/expiresInMinutes")],
  [{ expiresInMinutes: "20" }, refused("/expiresInMinutes")],
  [{ holdSeconds: -1 }, refused("/holdSeconds")],
  [{ holdSeconds: 601 }, refused("/holdSeconds")],
  [{ releaseAt: "2028-03-01" }, refused("/releaseAt")],
  [{ releaseAt: "2028-03-01T00:00:00" }, refused("/releaseAt")],
  [{ releaseAt: "2028-02-30T00:00:00Z" }, refused("/releaseAt")],
  [{ releaseAt: "tomorrow" }, refused("/releaseAt")],
  [{ releaseAt: 1_900_000_000_000 }, refused("/releaseAt")],
  [{ releaseAt: "2029-03-01T12:00:00.001Z" }, refused("/releaseAt")],
  [{ lead: "yes" }, refused("/lead")],
  [{ ifSimilar: "warn" }, refused("/ifSimilar")],
  [{ status: "published" }, refused("/status")],
  [{ "a/b~c": 1 }, refused("/a~1b~0c")],
  [{ headline: "", section: "gossip", extra: 1 }, refused("/headline", "/section", "/extra")],
] as const;

test("X1: a field that is not is refused at its pointer", () => {
  for (const [fields, expected] of WRONG) expect(taken(fields), brief(fields)).toEqual(expected);
});

const STRANGE = [
  ['{"headline":"A","section":"uk","__proto__":{"lead":true}}', ["/__proto__"]],
  ['{"headline":"A","section":"uk","constructor":{}}', ["/constructor"]],
  ["[]", [""]],
  ["null", [""]],
  ['"story"', [""]],
] as const;

test("X1: whatever JSON is sent, only fields are taken", () => {
  for (const [text, pointers] of STRANGE)
    expect(pointersOf(shaped(schemas.post, JSON.parse(text))), text).toEqual(pointers);
});

const REVISIONS = [
  [{ rev: 2, kind: "update" }, []],
  [{ rev: 2, kind: "update", note: "", body: "More." }, []],
  [{ rev: 2, kind: "correction", note: "It was Leeds." }, []],
  [{ rev: 2, kind: "label", verification: "confirmed" }, []],
  [{ rev: 2, kind: "correction" }, ["/note"]],
  [{ rev: 2, kind: "correction", note: " " }, ["/note"]],
  [{ rev: 2, kind: "correction", note: "x".repeat(401) }, ["/note"]],
  [{ rev: 2, kind: "update", note: "x".repeat(401) }, ["/note"]],
  [{ rev: 2, kind: "label" }, ["/verification"]],
  [{ rev: 2, kind: "label", verification: "confirmed", note: "so" }, ["/note"]],
  [{ rev: 2, kind: "label", verification: "confirmed", headline: "New" }, ["/headline"]],
  [{ rev: 2, kind: "retraction", note: "so" }, ["/kind"]],
  [{ rev: 2, kind: "new" }, ["/kind"]],
  [{ rev: 2 }, ["/kind"]],
  [{ kind: "update" }, ["/rev"]],
  [{ rev: "2", kind: "update" }, ["/rev"]],
  [{ rev: 1.5, kind: "update" }, ["/rev"]],
  [{ rev: 2 ** 31, kind: "update" }, ["/rev"]],
  [{ rev: 2, kind: "update", headline: "" }, ["/headline"]],
  [{ rev: 2, kind: "update", status: "published" }, ["/status"]],
] as const;

test("D5: a revision is an update, a correction with a note, or a label and nothing else", () => {
  for (const [revision, pointers] of REVISIONS) {
    expect(pointersOf(shaped(schemas.revision, revision)), brief(revision)).toEqual(pointers);
  }
});

const CONTRADICTIONS = [
  [{ expiresInMinutes: 5 }, undefined, ["/expiresInMinutes"]],
  [{ expiresInMinutes: 5, urgency: "routine" }, "flash", ["/expiresInMinutes"]],
  [{ expiresInMinutes: 5, urgency: "flash" }, undefined, []],
  [{ expiresInMinutes: 5 }, "breaking", []],
  [{ ifSimilar: "refuse" }, undefined, ["/ifSimilar"]],
  [{ ifSimilar: "refuse" }, "flash", []],
  [{ ifSimilar: "publish" }, undefined, []],
  [{ releaseAt: new Date(NOW), holdSeconds: 0 }, undefined, ["/holdSeconds"]],
] as const;

test("X1: fields that contradict each other are refused", () => {
  for (const [fields, present, pointers] of CONTRADICTIONS) {
    expect(
      contradictions(fields, present).map(({ pointer }) => pointer),
      brief(fields),
    ).toEqual(pointers);
  }
});
