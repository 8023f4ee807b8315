import { expect, test } from "vitest";
import { markAlike } from "../../server/paper/headlines/mark-alike.ts";
import { markedHtml } from "../../server/paper/headlines/search-page.ts";

test("R12: a mistyped search shows the words that it found a headline by", () => {
  const marked = (headline: string, q: string) => markedHtml(markAlike(headline, q)).toString();
  expect(marked("Westminster Bridge closes", "westminser brige")).toBe(
    "<mark>Westminster</mark> <mark>Bridge</mark> closes",
  );
  expect(marked("Red squirrels take to rope bridges", "bridgse")).toBe(
    "Red squirrels take to rope <mark>bridges</mark>",
  );
  expect(marked("Łódź’s <b>tram</b>", "lodz tram")).toBe("Łódź’s &lt;b&gt;<mark>tram</mark>&lt;/b&gt;");
  expect(marked("Nothing of it", "zebra")).toBe("Nothing of it");
  expect(marked("", "")).toBe("");
});
