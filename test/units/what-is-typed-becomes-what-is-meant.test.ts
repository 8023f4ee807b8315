import { expect, test } from "vitest";
import { type Mark, marked } from "../../client/desk/compose/toolbar.ts";
import { blankFields } from "../../client/desk/draft/blank.ts";
import { comesTwice, momentOf, wallClockOf } from "../../client/desk/draft/local-time.ts";
import { actOf, missingIn, topicsOf } from "../../client/desk/draft/story-of-draft.ts";
import { wordDiff } from "../../client/desk/stories/diff.ts";
import type { DraftFields } from "../../core/news/draft.ts";

const LONDON = "Europe/London";

test("D6: a time of the paper's clock is one moment, in summer and in winter, whatever the device's zone", () => {
  expect(momentOf("2026-01-15T06:00", LONDON)?.toISOString()).toBe("2026-01-15T06:00:00.000Z");
  expect(momentOf("2026-07-15T06:00", LONDON)?.toISOString()).toBe("2026-07-15T05:00:00.000Z");
  expect(momentOf("2026-07-15T06:00", "Asia/Kathmandu")?.toISOString()).toBe("2026-07-15T00:15:00.000Z");
  expect(wallClockOf(Date.parse("2026-07-15T05:00:00Z"), LONDON)).toBe("2026-07-15T06:00");
});

test("D6: the hour that does not exist is refused, and of the hour that comes twice the first is meant", () => {
  expect(momentOf("2026-03-29T01:30", LONDON)).toBeNull();
  expect(momentOf("2026-10-25T01:30", LONDON)?.toISOString()).toBe("2026-10-25T00:30:00.000Z");
  expect([comesTwice("2026-10-25T01:30", LONDON), comesTwice("2026-10-25T03:30", LONDON)]).toEqual([true, false]);
  expect([momentOf("", LONDON), momentOf("soon", LONDON)]).toEqual([null, null]);
});

test("D2: the toolbar puts Markdown around what is selected, and takes it away again", () => {
  const press = (text: string, start: number, end: number, mark: Mark) => marked({ text, start, end }, mark);
  const bold = press("say it loud", 4, 6, "bold");
  expect(bold).toEqual({ text: "say **it** loud", start: 6, end: 8 });
  expect(marked(bold, "bold")).toEqual({ text: "say it loud", start: 4, end: 6 });
  expect(press("one\ntwo", 1, 5, "list").text).toBe("- one\n- two");
  expect(press("- one\n- two", 0, 11, "list").text).toBe("one\ntwo");
  expect(press("see here", 4, 8, "link").text).toBe("see [here](https://)");
  expect(press("", 0, 0, "italic").text).toBe("*words*");
});

test("D3: an alert goes held and refusing its like, a routine story held, a scheduled one at its moment, a revision at once", () => {
  const bodyOf = (differences: Partial<DraftFields>, more: object = {}, isOut = false) => {
    const fields = { ...blankFields("uk"), headline: " A  headline ", ...differences };
    const draft = { id: "d", version: 1, state: "writing" as const, fields, ...more };
    const act = actOf(draft, { timeZone: LONDON, isOut, evenIfSimilar: false }, "k");
    const sent: Record<string, unknown> = { ...JSON.parse(act.body), path: act.path };
    return sent;
  };
  expect(bodyOf({ urgency: "flash" })).toMatchObject({ headline: "A headline", holdSeconds: 8, ifSimilar: "refuse" });
  const routine = bodyOf({});
  expect([routine.holdSeconds, "ifSimilar" in routine, "expiresInMinutes" in routine]).toEqual([8, false, false]);
  const scheduled = bodyOf({ releaseAt: "2026-07-15T06:00" });
  expect([scheduled.releaseAt, "holdSeconds" in scheduled]).toEqual(["2026-07-15T05:00:00.000Z", false]);
  const out = bodyOf({ kind: "correction", note: " Why. " }, { story: "s", baseRev: 2 }, true);
  expect(out).toMatchObject({ path: "/v1/stories/s/revisions", rev: 3, kind: "correction", note: "Why." });
  expect(["holdSeconds" in out, "ifSimilar" in out]).toEqual([false, false]);
  expect(bodyOf({}, { story: "s", baseRev: 1 })).toMatchObject({ rev: 2, kind: "update", holdSeconds: 8 });
});

test("D2: what still keeps a draft from being sent is said field by field", () => {
  const fieldsMissing = (differences: Partial<DraftFields>) =>
    missingIn({ ...blankFields("uk"), headline: "A headline", ...differences }, LONDON).map(({ field }) => field);
  expect(fieldsMissing({})).toEqual([]);
  expect(fieldsMissing({ headline: " ", section: "" })).toEqual(["headline", "section"]);
  expect(fieldsMissing({ headline: "😀".repeat(200) })).toEqual([]);
  expect(fieldsMissing({ headline: "😀".repeat(201) })).toEqual(["headline"]);
  expect(fieldsMissing({ kind: "correction" })).toEqual(["note"]);
  expect(fieldsMissing({ releaseAt: "2026-03-29T01:30" })).toEqual(["releaseAt"]);
  expect(topicsOf(" a, b ,, a")).toEqual(["a", "b"]);
});

test("D5: two revisions are compared word by word, and either text can be read back from the pieces", () => {
  const pairs = [
    ["It was two streets.", "It was three streets."],
    ["", "All of it is new."],
    ["a b c d e f", "a x c d y f"],
    ["Same", "Same"],
    [`${"word ".repeat(3_000)}end`, `${"other ".repeat(3_000)}end`],
  ];
  for (const [before = "", after = ""] of pairs) {
    const pieces = wordDiff(before, after);
    const read = (left: string) =>
      pieces
        .filter(({ is }) => is !== left)
        .map(({ text }) => text)
        .join("");
    expect([read("new"), read("gone")]).toEqual([before, after]);
  }
  expect(wordDiff("It was two streets.", "It was three streets.").filter(({ is }) => is !== "same")).toEqual([
    { is: "gone", text: "two" },
    { is: "new", text: "three" },
  ]);
});
