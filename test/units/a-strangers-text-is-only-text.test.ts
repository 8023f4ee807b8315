import { expect, test } from "vitest";
import { plainOf } from "../../core/news/inbox.ts";
import { excerptOf, renderMarkdown } from "../../core/page/markdown.ts";
import { line, markdown } from "../../server/desk/fields/texts.ts";
import { foundItems } from "../../workers/inbox/found-item.ts";
import { lineOf, markdownOf, paragraphsOf, paragraphsOfText } from "../../workers/inbox/plain-text.ts";
import { hostileTexts } from "../support/hostile/hostile-texts.ts";

test("D10: a headline is its words: no tags, entities as what they name, one line; what only looks like a tag stays", () => {
  const said: [string, string][] = [
    ["Market for <b>Slack</b> &amp; more", "Market for Slack & more"],
    ["AT&amp;amp;T &#8220;grows&#8221; &eacute;t&eacute;", "AT&amp;T “grows” été"],
    ["UNOCAL <UCL> RAISES PRICES", "UNOCAL <UCL> RAISES PRICES"],
    ["3 < 4 and 5 > 2", "3 < 4 and 5 > 2"],
    ["One\n  two\u0000\u0007 three\u202e", "One two three"],
    ["Cafe\u0301", "Café"],
    ["<script>alert(1)</script>Rates rise<style>p{}</style>", "Rates rise"],
    ["<img src=x onerror=alert(1)>Rates rise", "Rates rise"],
  ];
  for (const [given, expected] of said) expect(lineOf(given)).toBe(expected);
});

test("D10: a body is its paragraphs, and as Markdown shows exactly them", () => {
  const html =
    "<div><p>First, <a href='javascript:x()'>linked</a>.</p><ul><li>one</li><li>two</li></ul>Last<br>line</div>";
  expect(paragraphsOf(html)).toEqual(["First, linked.", "one", "two", "Last", "line"]);
  const signs = [
    ...[
      "# no heading",
      "1. no list",
      "- nor this",
      "+ nor that",
      "> no quote",
      "*not* _so_ **strong**",
      "a_b_c",
      "===",
      "---",
    ],
    ...[
      "`code`",
      "[a](https://b.example)",
      "![a](b)",
      "<b>bold</b>",
      "&amp; &lt;",
      "a \\ b",
      "| a | b |",
      "~~gone~~",
      "<https://a.example>",
    ],
  ];
  for (const sign of signs) {
    const shown = renderMarkdown(markdownOf([sign]));
    const escaped = sign.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    expect(shown, sign).toMatch(/^<p>.*<\/p>$/);
    expect(shown.replace(/<a [^>]*>|<\/a>/g, ""), sign).toBe(`<p>${escaped}</p>`);
    expect(plainOf(markdownOf([sign]))).toBe(sign);
  }
  const link = "https://a.example/a_b_c?d=*e*";
  expect(renderMarkdown(markdownOf([`See ${link}`]))).toContain('href="https://a.example/a_b_c?d=%2ae%2a"');
});

test("D10: whatever stands in a source, the desk can publish it as it is, and it runs nowhere", () => {
  const { texts } = hostileTexts(process.env.LONDON_DAILY_DATA);
  const items = texts.flatMap((text) => {
    const raw = { id: undefined, summary: [], link: null, publishedAt: undefined };
    return foundItems([
      { ...raw, title: lineOf(text), body: paragraphsOf(text) },
      { ...raw, title: lineOf(text), body: paragraphsOfText(text) },
    ]);
  });
  expect(items.length).toBeGreaterThan(20);
  for (const { headline, body } of items) {
    expect(line(200).safeParse(headline).success, headline).toBe(true);
    expect(markdown().safeParse(body).success, body).toBe(true);
    expect(renderMarkdown(body).replace(/<\/?p>|<a( href="(https?|mailto):[^"]*"[^>]*)?>|<\/a>/g, "")).not.toMatch(
      /<[a-z/]/i,
    );
    expect(excerptOf(body)).not.toContain("\u0000");
  }
});
