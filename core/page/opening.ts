/** The beginning of a rendered body, and whether that is all of it. */
export interface Opening {
  html: string;
  isWhole: boolean;
}

const TAG_OR_TEXT = /<(\/?)([a-z][a-z0-9]*)[^>]*>|[^<]+/g;
const VOID = new Set(["br", "hr"]);

/**
 * The first whole blocks of a body that `renderMarkdown` made, as many as it takes to reach `characters` of text. Cut
 * between blocks only, so what is left is well-formed; done on the HTML, because that is what server and page both have.
 */
export function openingOf(bodyHtml: string, characters: number): Opening {
  let depth = 0;
  let length = 0;
  for (const match of bodyHtml.matchAll(TAG_OR_TEXT)) {
    const [text, slash, tag] = match;
    if (tag === undefined) length += text.trim() === "" ? 0 : text.length;
    else if (!VOID.has(tag)) depth += slash ? -1 : 1;
    const end = match.index + text.length;
    if (tag !== undefined && depth === 0 && length >= characters) {
      return { html: bodyHtml.slice(0, end), isWhole: bodyHtml.slice(end).trim() === "" };
    }
  }
  return { html: bodyHtml, isWhole: true };
}
