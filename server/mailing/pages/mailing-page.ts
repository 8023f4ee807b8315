import { html, type Markup } from "../../../core/page/markup.ts";
import { type Press, pageFrame } from "../../paper/page-frame.ts";

export interface MailingPage {
  title: string;
  description: string;
  /** The canonical address; left out where the page is one reader's: then search engines are asked to leave it out. */
  path?: string;
  main: Markup;
  /** It has a form that the script makes more comfortable. */
  hasScript?: boolean;
}

/** A page of the mailing in the paper's frame. */
export function mailingPage(press: Press, page: MailingPage, nowMs: number): string {
  const { title, description, path, main, hasScript } = page;
  const { name, sections, timeZone } = press.site;
  return pageFrame(press, {
    ...{
      title: `${title} — ${name}`,
      description,
      paper: { sections, timeZone, nowMs },
      style: press.assets.mailingStyle,
    },
    ...(path === undefined ? { isUnlisted: true } : { path }),
    ...(hasScript && { scripts: [press.assets.newsletterPage] }),
    main: html`<article class="mailing">${main}</article>`,
  });
}

export interface Notice {
  title: string;
  words: readonly unknown[];
}

/** A page that says one thing, and where to go from there. */
export function drawNotice(press: Press, { title, words }: Notice, nowMs: number): string {
  const main = html`<h1>${title}</h1>
${words.map((word) => html`<p>${word}</p>`)}
<p class="ways"><a href="/newsletters">Newsletters</a> <a href="/">Front page</a></p>`;
  return mailingPage(press, { title, description: title, main }, nowMs);
}
