import { timeText } from "../../../core/clock.ts";
import type { Cursor } from "../../../core/news/cursor.ts";
import { feedUrl } from "../../../core/news/feed-address.ts";
import type { Section } from "../../../core/news/section.ts";
import { absoluteLinks } from "../../../core/page/absolute-links.ts";
import { html, raw } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { FeedStory } from "../../../core/store/stories/feed-stories.ts";

/*
 * What a feed says, before it is RSS, Atom or JSON: so that the three cannot say different things. A retracted story
 * keeps its place and its identity, and nothing else: a reader's program then replaces what it holds.
 */

export interface PaperFeed {
  title: string;
  description: string;
  /** The page that shows the same. */
  homeUrl: string;
  /** The feed's address, which is its identity: of an archive the same as of the feed. */
  feedUrl: string;
  /** The document's own address. */
  selfUrl: string;
  /** The archive of what was changed before all this (RFC 5005). Null: there is no such archive. */
  archiveUrl: string | null;
  isArchive: boolean;
  publisher: string;
  /** Hubs of WebSub that tell of its changes. */
  hubs: readonly string[];
  /** RFC 3339: when something of it changed last. */
  updatedAt: string;
  items: FeedItem[];
}

interface Identified {
  /** `urn:uuid:…`: the same in every format and revision. */
  id: string;
  url: string;
  rev: number;
  publishedAt: string;
  updatedAt: string;
}

export interface FeedArticle extends Identified {
  status: "published";
  headline: string;
  /** Plain text; may be empty. */
  summary: string;
  /** The notes of its corrections, then the body; every link absolute. */
  contentHtml: string;
  byline: string;
  section: Section;
  topics: string[];
}

export interface FeedTombstone extends Identified {
  status: "retracted";
  note: string;
}

export type FeedItem = FeedArticle | FeedTombstone;

/** All that is said in the place of a story that was taken back, besides its note. */
export const TAKEN_BACK = "This story was taken back";

/** What a feed is made from. */
export interface FeedSource {
  site: Site;
  /** Null: the whole paper. */
  section: Section | null;
  /** Where the feed is, without its query. */
  path: string;
  /** The archive that this is. Null: it is the feed itself. */
  until: Cursor | null;
  /** The archive before it. */
  archive: Cursor | null;
  stories: readonly FeedStory[];
  hubs: readonly string[];
  bodyHtmlOf: (story: FeedStory) => string;
  nowMs: number;
}

export function paperFeed({ site, section, path, until, archive, ...source }: FeedSource): PaperFeed {
  const { stories, hubs, bodyHtmlOf, nowMs } = source;
  const { name, tagline, publicUrl } = site;
  const addressOf = (until: Cursor | null): string => feedUrl(publicUrl, path, section?.slug ?? null, until);
  const items = stories.map((story) =>
    story.status === "published" ? article(story, site, bodyHtmlOf(story)) : tombstone(story, site),
  );
  const newest = items.map(({ updatedAt }) => updatedAt).sort();
  return {
    title: section ? `${name}: ${section.name}` : name,
    description: section ? `${section.name}: the latest from ${name}.` : tagline,
    homeUrl: section ? `${publicUrl}/section/${section.slug}` : `${publicUrl}/`,
    ...{ feedUrl: addressOf(null), selfUrl: addressOf(until), isArchive: until !== null },
    archiveUrl: archive && addressOf(archive),
    ...{ publisher: name, hubs: until ? [] : hubs },
    updatedAt: newest.at(-1) ?? timeText(nowMs),
    items,
  };
}

function article(story: FeedStory, { publicUrl, sections }: Site, bodyHtml: string): FeedArticle {
  const { headline, standfirst, excerpt, byline, topics, section: slug } = story;
  const url = `${publicUrl}/story/${story.id}/${story.slug}`;
  return {
    ...identityOf(story),
    ...{ status: "published", url, headline, summary: standfirst || excerpt, byline, topics },
    contentHtml: contentOf(story, absoluteLinks(bodyHtml, url)),
    section: sections.find((known) => known.slug === slug) ?? { name: slug, slug },
  };
}

function tombstone(story: FeedStory, { publicUrl }: Site): FeedTombstone {
  const url = `${publicUrl}/story/${story.id}/retracted`;
  return { ...identityOf(story), status: "retracted", url, note: story.note ?? "" };
}

function identityOf({ id, rev, publishedAt, updatedAt }: FeedStory) {
  return {
    ...{ id: `urn:uuid:${id}`, rev },
    publishedAt: timeText(publishedAt?.getTime() ?? 0),
    updatedAt: timeText(updatedAt?.getTime() ?? 0),
  };
}

/** What must be known first stands first, because a feed has no other place for it. */
function contentOf({ notes, verification, standfirst }: FeedStory, bodyHtml: string): string {
  const doubt = verification === "unconfirmed" && html`<p><strong>Unconfirmed.</strong></p>\n`;
  const told = notes.map(({ kind, at, note }) => {
    const word = kind === "correction" ? "Correction" : "Update";
    return html`<p><strong>${word}, <time datetime="${at}">${at.slice(0, 16).replace("T", " ")} UTC</time>:</strong> <bdi>${note}</bdi></p>\n`;
  });
  return html`${doubt}${told}<div dir="auto">${bodyHtml ? raw(bodyHtml) : html`<p>${standfirst}</p>`}</div>`.toString();
}
