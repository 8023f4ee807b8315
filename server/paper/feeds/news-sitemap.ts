import { timeText } from "../../../core/clock.ts";
import { html } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { RecentStory } from "../../../core/store/stories/feed-stories.ts";
import { xmlDocument } from "./xml.ts";

/** What search engines take for news: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap */
export const NEWS_HOURS = 48;
export const NEWS_AT_MOST = 1_000;

export function newsSitemap({ name, publicUrl }: Site, stories: readonly RecentStory[]): string {
  const urls = stories.map(
    ({ id, slug, headline, published_at, updated_at }) => html`<url>
<loc>${publicUrl}/story/${id}/${slug}</loc>
<lastmod>${timeText(updated_at?.getTime() ?? 0)}</lastmod>
<news:news>
<news:publication><news:name>${name}</news:name><news:language>en</news:language></news:publication>
<news:publication_date>${timeText(published_at?.getTime() ?? 0)}</news:publication_date>
<news:title>${headline}</news:title>
</news:news>
</url>
`,
  );
  return xmlDocument(html`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
${urls}</urlset>`);
}
