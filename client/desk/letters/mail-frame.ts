import { raw } from "../../../core/page/markup.ts";
import { trusted } from "../preview/preview-frame.ts";

/*
 * A mail stands on its elements' own styles, and the desk's page allows no style that is written into HTML. So they come
 * in under another name, and the frame's own script access sets them: the same declarations, nothing in the page's policy
 * is loosened, and no attempt that the browser must refuse and report.
 */

export function showMail(frame: HTMLIFrameElement, html: string): void {
  frame.onload = () => {
    const page = frame.contentDocument;
    const view = frame.contentWindow as (Window & typeof globalThis) | null;
    if (!page || !view) return;
    page.body.setAttribute("inert", "");
    const sheet = new view.CSSStyleSheet();
    const sheets = [...page.querySelectorAll<HTMLTemplateElement>("template[data-style]")];
    sheet.replaceSync(sheets.map(({ content }) => content.textContent).join("\n"));
    page.adoptedStyleSheets = [sheet];
    for (const element of page.querySelectorAll<HTMLElement>("[data-style]")) {
      element.style.cssText = element.dataset.style ?? "";
    }
  };
  frame.srcdoc = trusted(raw(withoutStyles(html)));
}

/** In a text a quotation mark is written as an entity, so these can only be the template's own. */
function withoutStyles(html: string): string {
  return html
    .replaceAll(' style="', ' data-style="')
    .replaceAll("<style>", "<template data-style>")
    .replaceAll("</style>", "</template>");
}
