import { html, type Markup } from "../../../core/page/markup.ts";
import type { Assets } from "./assets.ts";

/**
 * The links in a page's head that fetch its fonts before the style sheet names them. Fonts are shown only if they are
 * there at the first paint (`font-display: optional`, so that no text is set twice): a page without these links is set
 * in another type at its first visit.
 */
export function fontPreloads({ fonts }: Pick<Assets, "fonts">): Markup[] {
  return fonts.map((font) => html`<link rel="preload" href="${font}" as="font" type="font/woff2" crossorigin>\n`);
}
