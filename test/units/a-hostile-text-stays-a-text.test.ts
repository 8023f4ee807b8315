import { expect, test } from "vitest";
import { absoluteLinks } from "../../core/page/absolute-links.ts";
import { html } from "../../core/page/markup.ts";
import { xmlDocument } from "../../server/paper/feeds/xml.ts";
import { markedHtml } from "../../server/paper/headlines/search-page.ts";

test("R15: what XML cannot carry is left out, and everything else is escaped", () => {
  const text = "a\u0000\u0001\u000b\u001f\ud800\ufffe\uffff\tb\n<c>&\"' é 🗞️";
  expect(xmlDocument(html`<t a="${text}">${text}</t>`)).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n' +
      '<t a="a\tb\n&lt;c&gt;&amp;&quot;&#39; é 🗞️">a\tb\n&lt;c&gt;&amp;&quot;&#39; é 🗞️</t>\n',
  );
});

test("R15: a body's links are made absolute, and only links", () => {
  const base = "https://london.example/story/1/a";
  const absolute = (body: string) => absoluteLinks(body, base);
  expect(absolute('<p><a href="/latest?a=1&amp;b=2" title="x">a</a></p>')).toBe(
    '<p><a href="https://london.example/latest?a=1&amp;b=2" title="x">a</a></p>',
  );
  expect(absolute('<a href="#note">n</a>')).toBe(`<a href="${base}#note">n</a>`);
  for (const same of ['<a href="https://a.example/?q=1&amp;r" rel="x">a</a>', '<a href="mailto:a@b.example">m</a>'])
    expect(absolute(same)).toBe(same);
  expect(absolute('<p>&lt;a href="/x"&gt; href="/y"</p>')).toBe('<p>&lt;a href="/x"&gt; href="/y"</p>');
});

test("R12: a found word is marked, and nothing else of a text becomes a tag", () => {
  const marked = (text: string) => markedHtml(text).toString();
  expect(marked("A \ue000<b>\ue001 & c")).toBe("A <mark>&lt;b&gt;</mark> &amp; c");
  expect(marked("\ue001a\ue000b\ue000c\ue001\ue000")).toBe("ab<mark>c</mark>");
});
