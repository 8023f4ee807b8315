import type { Entry, PublishedEntry } from "../../../core/news/front-page.ts";
import { breakingBanner } from "../../../core/page/breaking-banner.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import { headlineItem, type Placement } from "../../../core/page/story-card.ts";
import type { Paper } from "../../../core/page/story-parts.ts";

interface ListOptions {
  placement: Placement;
  /** Only stories of this section enter live. */
  section?: string | undefined;
  /** No story enters live: it is a list of older ones. */
  isOlder?: boolean;
}

/** A list of headlines as the live page knows it, with the control that says how many wait above it. */
export function headlineList(entries: Entry[], paper: Paper, { placement, section, isOlder }: ListOptions): Markup {
  const items = entries.map((entry) => headlineItem(entry, paper, placement));
  if (isOlder) return html`<ol class="headlines">${items}</ol>`;
  const empty = items.length === 0 && html`<p class="hint" id="empty">New headlines appear here by themselves.</p>`;
  return html`<p class="listen-live"><button type="button" class="listen" data-listen-live disabled>Listen live</button></p>
<p class="held"><button type="button" id="held" hidden></button></p>
${empty}<ol class="headlines" id="headlines" data-placement="${placement}"${section && html` data-only="${section}"`}>
${items}</ol>`;
}

/** The way to older headlines: a link, so it works without any script. */
export function olderLink(path: string, shown: Entry[]): Markup | null {
  const last = shown.at(-1);
  return last ? html`<p class="more"><a href="${path}?before=${last.firstSeq}">Older headlines</a></p>` : null;
}

/** Where the banner is, or will be. */
export function bannerPlace(breaking: PublishedEntry | null, paper: Paper): Markup {
  const banner = breaking && breakingBanner(breaking, paper);
  return html`<aside id="breaking" aria-label="Breaking news">${banner}</aside>`;
}
