import type { PublishedStory } from "../../../core/news/wire-event.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";

/**
 * Ways to hand a story on: links, so they work without a script, and nobody else's server is asked before one is
 * followed. The button opens the device's own list; its script shows it where there is one.
 */
export function shareLinks({ headline, url }: PublishedStory, { name }: Site): Markup {
  const text = encodeURIComponent(`${headline} ${url}`);
  const subject = encodeURIComponent(`${headline} — ${name}`);
  const ways = [
    { name: "E-mail", href: `mailto:?subject=${subject}&body=${encodeURIComponent(url)}` },
    { name: "WhatsApp", href: `https://wa.me/?text=${text}` },
    { name: "Bluesky", href: `https://bsky.app/intent/compose?text=${text}` },
  ];
  const links = ways.map((way) => html`<li><a href="${way.href}" rel="noopener nofollow">${way.name}</a></li>`);
  return html`<nav class="share" aria-label="Share this story"><b>Share</b><ul>${links}</ul><button type="button" data-share hidden>More ways</button></nav>`;
}
