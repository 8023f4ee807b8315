import fc from "fast-check";
import { expect, test } from "vitest";
import { excerptOf, renderMarkdown } from "../../core/page/markdown.ts";
import { openingOf } from "../../core/page/opening.ts";

test("R9: a body's Markdown becomes paragraphs, headings, lists, quotes, links", () => {
  const body = "# One\n\nIt's *so* **very** `x<y`.\n\n- a\n- b\n\n> said\n\n[here](/latest) <https://example.org/>";
  const rendered = renderMarkdown(body);
  expect(rendered).toContain("<h2>One</h2>");
  expect(rendered).toContain("<p>It's <em>so</em> <strong>very</strong> <code>x&lt;y</code>.</p>");
  expect(rendered).toContain('<a href="/latest">here</a>');
  expect(rendered).toContain('<a href="https://example.org/" rel="noopener nofollow">');
});

test("R9: no raw HTML, script, style, image or foreign scheme survives", () => {
  const hostile = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "![see](https://elsewhere.example/pixel.gif)",
    "[click](javascript:alert(1))",
    "[click](data:text/html,x)",
    '<p style="position:fixed">over all</p>',
  ];
  for (const body of hostile) {
    expect(renderMarkdown(body)).not.toMatch(/<(script|img|style|p style|a[^>]*href="(javascript|data))/i);
  }
  expect(renderMarkdown("![a map](https://elsewhere.example/m.png)")).toBe("<p>a map</p>");
});

test("R9: an excerpt is the body's words, cut at one of them", () => {
  expect(excerptOf("# Head\n\nIt *is* [so](/x),\nand `more`.")).toBe("Head It is so, and more.");
  const long = excerptOf("word ".repeat(200));
  expect([...long].length).toBeLessThanOrEqual(400);
  expect(long).toMatch(/ word…$/);
});

test("R9: an excerpt is never longer than 400 characters, and has no line breaks", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 1_200 }), (body) => {
      const excerpt = excerptOf(body);
      expect([...excerpt].length).toBeLessThanOrEqual(400);
      expect(excerpt).not.toMatch(/[\n\r\t]/);
    }),
  );
});

test("R1: the front page shows a body's first whole blocks, and knows whether that is all", () => {
  const body = renderMarkdown("First paragraph.\n\n- one\n- two\n\nLast paragraph.");
  expect(openingOf(body, 10)).toEqual({ html: "<p>First paragraph.</p>", isWhole: false });
  expect(openingOf(body, 18).html).toMatch(/<\/ul>$/);
  expect(openingOf(body, 1_000)).toEqual({ html: body, isWhole: true });
  expect(openingOf("", 10)).toEqual({ html: "", isWhole: true });
});
