import { type Entry, isPublished, type PublishedEntry } from "../../../core/news/front-page.ts";
import { html, type Markup, raw } from "../../../core/page/markup.ts";
import type { StoryText } from "../../../core/page/story-text.ts";
import type { Site } from "../../../core/settings/config.ts";
import { storyCardUrl } from "./open-graph.ts";

/** Headlines that the front page tells as a live blog: what is on top of it. */
const TOLD = 10;

/** A data block: no browser runs it, and no text within can end it, since no "<" is left. */
function dataBlock(told: object): Markup {
  const json = JSON.stringify({ "@context": "https://schema.org", ...told }).replaceAll("<", "\\u003c");
  return html`<script type="application/ld+json">${raw(json)}</script>`;
}

/** A story as https://schema.org/NewsArticle. `notes`: its corrections and updates, newest first. */
export function newsArticle(
  { story }: PublishedEntry,
  text: StoryText | null,
  notes: readonly Entry[],
  site: Site,
): Markup {
  const { url, headline, standfirst, excerpt, publishedAt, updatedAt } = story;
  const section = site.sections.find(({ slug }) => slug === story.section);
  const corrections = notes.flatMap((note) =>
    note.kind === "correction" ? [{ "@type": "CorrectionComment", text: note.story.note, datePublished: note.at }] : [],
  );
  return dataBlock({
    "@type": "NewsArticle",
    ...{ "@id": url, url, mainEntityOfPage: url, headline, description: standfirst || excerpt },
    ...{ datePublished: publishedAt, dateModified: updatedAt, image: [storyCardUrl(story, site)] },
    author: [text?.byline ? { "@type": "Person", name: text.byline } : publisherOf(site)],
    publisher: publisherOf(site),
    articleSection: section?.name ?? story.section,
    ...(text && text.topics.length > 0 && { keywords: text.topics }),
    ...(corrections.length > 0 && { correction: corrections }),
    ...{ inLanguage: "en-GB", isAccessibleForFree: true },
  });
}

/** The front page as https://schema.org/LiveBlogPosting: its newest headlines, as they came. */
export function liveBlog(latest: readonly Entry[], site: Site): Markup | null {
  const told = latest.filter(isPublished).slice(0, TOLD);
  const [newest] = told;
  const oldest = told.at(-1);
  if (!newest || !oldest) return null;
  const changedAt = told.map(({ story }) => story.updatedAt).sort();
  return dataBlock({
    "@type": "LiveBlogPosting",
    ...{ "@id": `${site.publicUrl}/`, url: `${site.publicUrl}/`, headline: `${site.name}: ${site.tagline}` },
    ...{ datePublished: oldest.firstAt, dateModified: changedAt.at(-1), coverageStartTime: oldest.firstAt },
    ...{ author: publisherOf(site), publisher: publisherOf(site), inLanguage: "en-GB" },
    liveBlogUpdate: told.map(({ story: { headline, url, publishedAt, updatedAt } }) => ({
      "@type": "BlogPosting",
      ...{ headline, url, datePublished: publishedAt, dateModified: updatedAt },
    })),
  });
}

function publisherOf({ name, publicUrl }: Site): object {
  return { "@type": "NewsMediaOrganization", name, url: `${publicUrl}/` };
}
