import { byFirstPublication, type Entry, type Fold, frontPage, isPublished } from "../../../core/news/front-page.ts";
import type { Section } from "../../../core/news/section.ts";
import { html } from "../../../core/page/markup.ts";
import type { ListRequest, StoredStory } from "../../../core/store/stories/stories.ts";
import { entryOf } from "../article/stored-entry.ts";
import { type Press, pageFrame } from "../page-frame.ts";
import type { Edition } from "../serving/edition.ts";
import type { Drawn } from "../serving/page-cache.ts";
import { livesUntilMs, SOON_MS } from "../serving/page-lifetime.ts";
import { bannerPlace, headlineList, olderLink } from "./headline-list.ts";

const LENGTH = 50;

export interface HeadlinesRequest {
  /** Left out: the whole paper. */
  section?: Section | undefined;
  /** Only stories first published before this number: a page of older headlines, where none enters live. */
  before?: number | undefined;
}

export interface HeadlinesNeeds {
  press: Press;
  edition: Edition;
  listStories: (request: ListRequest) => Promise<StoredStory[]>;
}

/** A page of headlines: of a section, or of the whole paper. */
export async function drawHeadlinesPage(
  { press, edition, listStories }: HeadlinesNeeds,
  { section, before }: HeadlinesRequest,
  nowMs: number,
): Promise<Drawn> {
  const { site } = press;
  const paper = { sections: site.sections, timeZone: site.timeZone, nowMs };
  const fold = edition.fold();
  const { entries, isShort } = await headlinesOf();
  const { breaking } = frontPage(fold, nowMs, 0);
  const title = section?.name ?? "Latest";
  const path = section ? `/section/${section.slug}` : "/latest";
  const isOlder = before !== undefined;
  const list = headlineList(entries, paper, { placement: section ? "card" : "row", section: section?.slug, isOlder });
  const main = html`${bannerPlace(breaking, paper)}
<section class="headlines-page" aria-labelledby="latest"><h1 id="latest" tabindex="-1">${title}</h1>
${isOlder && html`<p class="hint">Older headlines. <a href="${path}">Back to the newest</a></p>`}
<h2 class="unseen">Headlines</h2>
${list}${entries.length >= LENGTH && olderLink(path, entries)}</section>`;
  const lifetime = livesUntilMs(fold.entries.values(), nowMs, site.timeZone);
  return {
    status: 200,
    html: pageFrame(press, {
      ...{ title: `${title} — ${site.name}`, description: `${title}: the latest from ${site.name}.` },
      ...{ path: isOlder ? `${path}?before=${before}` : path, section: section?.slug },
      ...{ fold, breaking, shown: entries, paper, main },
    }),
    livesUntilMs: isShort ? Math.min(nowMs + SOON_MS, lifetime) : lifetime,
  };

  /** From memory what memory has; the rest from the store. `isShort`: the store could not be asked. */
  async function headlinesOf(): Promise<{ entries: Entry[]; isShort: boolean }> {
    const held = before === undefined ? heldHeadlines(fold, section) : [];
    if (held.length >= LENGTH) return { entries: held.slice(0, LENGTH), isShort: false };
    try {
      const stored = await listStories({ section: section?.slug, before, limit: LENGTH });
      const read = stored.flatMap((story) => entryOf(story, fold, site.publicUrl) ?? []);
      return { entries: merged(held, read), isShort: false };
    } catch (fault) {
      if (held.length === 0) throw fault;
      return { entries: held, isShort: true };
    }
  }
}

/** Tombstones have no section any more: they stand only in the list of the whole paper. */
function heldHeadlines({ entries }: Fold, section: Section | undefined): Entry[] {
  const isOfSection = (entry: Entry): boolean => isPublished(entry) && entry.story.section === section?.slug;
  return [...entries.values()].filter((entry) => !section || isOfSection(entry)).sort(byFirstPublication);
}

function merged(held: Entry[], read: Entry[]): Entry[] {
  const known = new Set(held.map(({ story }) => story.id));
  const others = read.filter(({ story }) => !known.has(story.id));
  return [...held, ...others].sort(byFirstPublication).slice(0, LENGTH);
}
