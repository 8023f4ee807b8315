import { z } from "zod";
import { type FoundDocument, MOST_ITEMS } from "../../core/news/inbox.ts";
import { foundItems, linkOf, type RawItem } from "./found-item.ts";
import { cleanLine, lineOf, paragraphsOf, paragraphsOfText } from "./plain-text.ts";

/*
 * ninjs, the agencies' JSON (IPTC), 1.x to 3.x: one document, or a list of them. What a newsroom needs of it is small,
 * and a property that is not as the standard has it costs that property alone: an agency's mistake in a place on the map
 * must not cost the news. 2.x writes names in lower case and 3.x in camel case; here all are in lower case.
 */

const text = z.string().catch("");
const texts = z
  .array(z.object({ role: text, contenttype: text, value: text }))
  .catch([])
  .default([]);
const document = z.object({
  uri: z.string().min(1),
  url: z.string().optional().catch(undefined),
  title: text,
  headline: text,
  headlines: texts,
  description_text: text,
  description_html: text,
  descriptions: texts,
  body_text: text,
  body_html: text,
  bodies: texts,
  pubstatus: text,
  embargoed: z.string().optional().catch(undefined),
  versioncreated: z.string().optional().catch(undefined),
  standard: z.object({ version: text, schema: text }).optional().catch(undefined),
});
type Ninjs = z.output<typeof document>;

/** Names under which lists of documents come. */
const LISTS = ["items", "newsitems", "_items", "results", "docs"];

/** Null: it is no ninjs. */
export function readNinjs(json: unknown, url: string): FoundDocument | null {
  const given = listIn(json);
  const documents = given.flatMap((each) => {
    const read = document.safeParse(lowered(each));
    return read.success ? [read.data] : [];
  });
  const [first] = documents;
  if (!first) return null;
  return {
    kind: `ninjs ${versionOf(first, given[0])}`.trim(),
    items: foundItems(documents.slice(0, MOST_ITEMS).map((one) => rawOf(one, url))),
  };
}

function listIn(json: unknown): unknown[] {
  if (Array.isArray(json)) return json;
  if (typeof json !== "object" || json === null || "uri" in json) return [json];
  const entries = Object.entries(json).map(([name, value]) => [name.toLowerCase(), value] as const);
  const list = entries.find(([name, value]) => LISTS.includes(name) && Array.isArray(value))?.[1];
  return Array.isArray(list) ? list : [];
}

/** Names in lower case, two levels down: further in there is nothing that is read. */
function lowered(value: unknown, levels = 2): unknown {
  if (Array.isArray(value)) return value.map((each) => lowered(each, levels));
  if (typeof value !== "object" || value === null || levels === 0) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.toLowerCase(), lowered(inner, levels - 1)]),
  );
}

function versionOf({ standard, headline, body_text, body_html }: Ninjs, given: unknown): string {
  const named = standard?.version || /ninjs-schema_(\d\.\d)/.exec(standard?.schema ?? "")?.[1];
  if (named) return cleanLine(named).slice(0, 8);
  if (headline || body_text || body_html) return "1.x";
  const names = JSON.stringify(given);
  if (/"(version|content)Created":|"pubStatus":|"contentType":/.test(names)) return "3.x";
  return /"(version|content)created":|"pubstatus":|"contenttype":/.test(names) ? "2.x" : ""; // some do not show it
}

function rawOf(ninjs: Ninjs, base: string): RawItem {
  const { uri, url, title, headline, headlines, descriptions, bodies, pubstatus, embargoed, versioncreated } = ninjs;
  const main = headlines.find(({ role }) => /(^|[/:])main$/i.test(role)) ?? headlines[0];
  const said = main ? lineIn(main) : cleanLine(headline) || cleanLine(title);
  return {
    id: uri,
    title: said,
    summary: best(descriptions, ninjs.description_text, ninjs.description_html),
    body: best(bodies, ninjs.body_text, ninjs.body_html),
    link: linkOf(url ?? (/^https?:/i.test(uri) ? uri : undefined), base),
    publishedAt: versioncreated,
    embargoedUntil: embargoed,
    isWithdrawn: pubstatus !== "" && !/(^|[/:])usable$/i.test(pubstatus),
  };
}

function lineIn({ contenttype, value }: Ninjs["headlines"][number]): string {
  return isHtml(contenttype) ? lineOf(value) : cleanLine(value);
}

/** The one of several forms that is text, else the one that is HTML. */
function best(forms: Ninjs["bodies"], plain: string, html: string): string[] {
  const form =
    forms.find(({ contenttype, value }) => value && /^text\/plain/i.test(contenttype)) ??
    forms.find(({ value }) => value);
  if (form)
    return isHtml(form.contenttype) || looksLikeHtml(form.value)
      ? paragraphsOf(form.value)
      : paragraphsOfText(form.value);
  return plain ? paragraphsOfText(plain) : paragraphsOf(html);
}

function isHtml(contentType: string): boolean {
  return /html|xml/i.test(contentType);
}

function looksLikeHtml(value: string): boolean {
  return /<\/?(p|br|div|section|h[1-6]|block)[\s/>]/i.test(value);
}
