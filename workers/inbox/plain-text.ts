import sanitizeHtml from "sanitize-html";

/*
 * Whatever others write, as text. Promise: nothing of it is markup afterwards, neither HTML nor Markdown, and nothing of
 * it is refused by the desk's own rules for texts (server/desk/fields/texts.ts). Idea: one parser, the one that guards
 * readers' pages, takes the tags away and leaves block ends, at which paragraphs are cut; then what Markdown would read
 * as a sign is escaped. Rejected: turning links and emphasis into Markdown, by which a stranger's text decides what a
 * reader may click.
 */

const BLOCKS = [
  "p",
  "div",
  "br",
  "li",
  "ul",
  "ol",
  "dl",
  "dt",
  "dd",
  "table",
  "tr",
  "td",
  "th",
  "blockquote",
  "pre",
].concat(
  ["h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "figure", "figcaption", "hr"],
  ["main", "aside", "nav", "address"],
);
const SPANS = [
  "a",
  "abbr",
  "acronym",
  "b",
  "big",
  "bdi",
  "bdo",
  "center",
  "cite",
  "code",
  "del",
  "dfn",
  "em",
  "font",
].concat(
  ["i", "img", "ins", "kbd", "mark", "noscript", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"],
  ["svg", "time", "tt", "u", "var", "wbr", "script", "style", "iframe", "object", "embed", "video", "audio", "form"],
  ["input", "button", "textarea", "select", "option", "math", "title", "body", "html", "head", "meta", "link", "base"],
);
const UNKNOWN_TAG = new RegExp(`<(?!/?(?:${[...BLOCKS, ...SPANS].join("|")})[\\s/>]|!--)`, "gi");
const SILENT = [
  "script",
  "style",
  "textarea",
  "option",
  "noscript",
  "iframe",
  "object",
  "svg",
  "math",
  "title",
  "head",
];
/** What the desk takes in no text, or only in balance: see texts.ts. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
const MARKS = /[\\`*_[\]<>~|]/g;
const ENTITY = /&(?=#?\w+;)/g;
const BLOCK_START = /^(?:[#+=-]|\d{1,9}(?=[.)]))/;

/** HTML as paragraphs of text, each one line. A "<" that begins no tag of HTML is a character: "UNOCAL <UCL> RAISES". */
export function paragraphsOf(html: string): string[] {
  const clean = sanitizeHtml(html.replace(UNKNOWN_TAG, "&lt;"), {
    ...{ allowedTags: BLOCKS, allowedAttributes: {}, nonTextTags: SILENT },
  });
  return clean
    .split(/<[^>]*>/)
    .map((text) => cleanLine(decoded(text)))
    .filter(Boolean);
}

/** HTML as one line of text. */
export function lineOf(html: string): string {
  return paragraphsOf(html).join(" ");
}

/** Text with its own line breaks, as paragraphs. */
export function paragraphsOfText(text: string): string[] {
  return text
    .split(/\r?\n\s*\r?\n|\u2029/)
    .map(cleanLine)
    .filter(Boolean);
}

/** One line without anything that cannot be seen, in NFC. */
export function cleanLine(text: string): string {
  return text
    .toWellFormed()
    .replace(DIRECTIONS, "")
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

/** Paragraphs as Markdown that shows them as they are. An address stays an address. */
export function markdownOf(paragraphs: readonly string[]): string {
  return paragraphs
    .map((text) => text.split(" ").map(escapedWord).join(" ").replace(BLOCK_START, escapedStart))
    .join("\n\n");
}

/** At most so many characters, cut at a word with "…". */
export function cut(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const room = characters.slice(0, most - 1).join("");
  const lastSpace = room.lastIndexOf(" ");
  return `${(lastSpace > room.length / 2 ? room.slice(0, lastSpace) : room).replace(/[\s,;:–—-]+$/, "")}…`;
}

function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

function escapedWord(word: string): string {
  if (/^https?:\/\//i.test(word))
    return word.replace(/[\\`*[\]<>~|]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return word.replace(MARKS, "\\$&").replace(ENTITY, "\\&");
}

function escapedStart(start: string): string {
  return /\d/.test(start) ? `${start}\\` : `\\${start}`;
}
