import { renderMarkdown } from "../../../core/page/markdown.ts";

/** Characters of Markdown whose HTML is kept: a thousand stories, or sixteen of the longest. */
const KEPT_CHARACTERS = 4 * 1024 * 1024;

/** Bodies as HTML. */
export interface RenderedBodies {
  htmlOf(markdown: string): string;
}

/**
 * Remembers what Markdown becomes, because anybody may ask for a list of a hundred stories again and again. Kept by the
 * text itself, so it can never be the wrong one's; those not asked for longest go first.
 */
export function createRenderedBodies(keptCharacters = KEPT_CHARACTERS): RenderedBodies {
  const kept = new Map<string, string>();
  let characters = 0;

  return {
    htmlOf(markdown) {
      const html = kept.get(markdown) ?? renderMarkdown(markdown);
      if (!kept.delete(markdown)) characters += markdown.length;
      kept.set(markdown, html);
      for (const oldest of kept.keys()) {
        if (characters <= keptCharacters) break;
        kept.delete(oldest);
        characters -= oldest.length;
      }
      return html;
    },
  };
}
