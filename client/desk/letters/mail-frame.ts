import { raw } from "../../../core/page/markup.ts";
import { trusted } from "../preview/preview-frame.ts";

/*
 * A mail stands on its elements' own styles, and the desk's page allows no style that is written into HTML. So they are set
 * by the frame's own script access instead: the same declarations, and nothing in the page's policy is loosened.
 */

export function showMail(frame: HTMLIFrameElement, html: string): void {
  frame.onload = () => {
    const page = frame.contentDocument;
    const view = frame.contentWindow as (Window & typeof globalThis) | null;
    if (!page || !view) return;
    page.body.setAttribute("inert", "");
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync([...page.querySelectorAll("style")].map(({ textContent }) => textContent).join("\n"));
    page.adoptedStyleSheets = [sheet];
    for (const element of page.querySelectorAll<HTMLElement>("[style]")) {
      element.style.cssText = element.getAttribute("style") ?? "";
    }
  };
  frame.srcdoc = trusted(raw(html));
}
