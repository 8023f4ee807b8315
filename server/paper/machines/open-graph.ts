import type { PublishedStory } from "../../../core/news/wire-event.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { StoryText } from "../../../core/page/story-text.ts";
import type { Site } from "../../../core/settings/config.ts";
import { CARD } from "../social-card/card.ts";

/** What other sites show of a page that is shared: https://ogp.me */
interface Shared {
  type: "website" | "article";
  title: string;
  description: string;
  url: string;
  imageUrl: string;
  /** Says in words what the image shows. */
  imageText: string;
}

export function storyCardUrl({ id, rev }: Pick<PublishedStory, "id" | "rev">, { publicUrl }: Site): string {
  return `${publicUrl}/card/${id}/${rev}.png`;
}

/** A story that is shared. */
export function sharedStory(story: PublishedStory, text: StoryText | null, site: Site): Markup {
  const { headline, standfirst, excerpt, url, publishedAt, updatedAt, section } = story;
  const name = site.sections.find(({ slug }) => slug === section)?.name ?? section;
  return html`${openGraph(
    {
      ...{ type: "article", title: headline, description: standfirst || excerpt, url },
      ...{ imageUrl: storyCardUrl(story, site), imageText: `${site.name}: ${headline}` },
    },
    site,
  )}
<meta property="article:published_time" content="${publishedAt}"><meta property="article:modified_time" content="${updatedAt}">
<meta property="article:section" content="${name}">${(text?.topics ?? []).map((topic) => html`<meta property="article:tag" content="${topic}">`)}`;
}

/** Any other page of the paper. */
export function sharedPage(title: string, description: string, path: string, site: Site): Markup {
  const imageUrl = `${site.publicUrl}/card/paper.png`;
  const imageText = `${site.name}. ${site.tagline}`;
  return openGraph({ type: "website", title, description, url: site.publicUrl + path, imageUrl, imageText }, site);
}

function openGraph({ type, title, description, url, imageUrl, imageText }: Shared, { name }: Site): Markup {
  return html`<meta property="og:site_name" content="${name}"><meta property="og:type" content="${type}"><meta property="og:locale" content="en_GB">
<meta property="og:title" content="${title}"><meta property="og:description" content="${description}"><meta property="og:url" content="${url}">
<meta property="og:image" content="${imageUrl}"><meta property="og:image:type" content="image/png"><meta property="og:image:width" content="${CARD.width}"><meta property="og:image:height" content="${CARD.height}"><meta property="og:image:alt" content="${imageText}">
<meta name="twitter:card" content="summary_large_image">`;
}
