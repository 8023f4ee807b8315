import MarkdownIt from "markdown-it";
import sanitizeHtml from "sanitize-html";

/*
 * Two walls between what an editor types and a reader's page: markdown-it never lets raw HTML through, and
 * sanitize-html drops whatever a bug in the first (or a plug-in of tomorrow) might still let pass. Images are not
 * among the allowed tags: a page of this paper makes no request to anybody else's server; what stays of one is its
 * description. Nothing is "improved" (no smart quotes): the reader gets the characters that the editor typed.
 */

const markdownIt = new MarkdownIt({ html: false, linkify: true });
markdownIt.renderer.rules.image = (tokens, at) => markdownIt.utils.escapeHtml(tokens[at]?.content ?? "");

const TAGS = ["p", "br", "hr", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"].concat(
  ["h2", "h3", "h4"],
  ["table", "thead", "tbody", "tr", "th", "td"],
);

const policy: sanitizeHtml.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: { a: ["href", "title", "rel"], ol: ["start"] },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowProtocolRelative: false,
  // The page has one h1, the headline: an editor's first level is the page's second.
  transformTags: {
    h1: "h2",
    h5: "h4",
    h6: "h4",
    a: (tagName, attribs) => ({ tagName, attribs: outward(attribs) }),
  },
};

/** A body's Markdown as HTML that is safe to put into a page. No raw HTML, script, image or style survives. */
export function renderMarkdown(markdown: string): string {
  return sanitizeHtml(markdownIt.render(markdown), policy).trim();
}

/** Plain text of a body: its first paragraphs, at most 400 characters, cut at a word with "…". Never markup. */
export function excerptOf(markdown: string): string {
  return cutAtWord(plainText(markdown), 400);
}

const WORDS = new Set(["text", "text_special", "code_inline", "image"]);

/** The words of a body without its markup, spaces collapsed. */
export function plainText(markdown: string): string {
  return paragraphsOf(markdown).join(" ").replace(/\s+/g, " ").trim();
}

/** The words of each paragraph, heading, item and cell. */
export function paragraphsOf(markdown: string): string[] {
  return markdownIt.parse(markdown, {}).flatMap((block) => {
    if (block.type === "inline") return textOf(block.children ?? []);
    return block.type === "fence" || block.type === "code_block" ? block.content : [];
  });
}

function textOf(tokens: { type: string; content: string }[]): string {
  return tokens.map(({ type, content }) => (WORDS.has(type) ? content : type.endsWith("break") ? " " : "")).join("");
}

/** Characters are code points here: a cut never halves an emoji, and the store counts as we do. */
function cutAtWord(text: string, maxCharacters: number): string {
  const characters = [...text];
  if (characters.length <= maxCharacters) return text;
  const room = characters.slice(0, maxCharacters - 1).join("");
  const lastSpace = characters[maxCharacters - 1] === " " ? room.length : room.lastIndexOf(" ");
  const words = lastSpace > room.length / 2 ? room.slice(0, lastSpace) : room;
  return `${words.replace(/[\s,;:–—-]+$/, "")}…`;
}

function outward(attribs: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  return /^https?:/i.test(attribs.href ?? "") ? { ...attribs, rel: "noopener nofollow" } : attribs;
}
