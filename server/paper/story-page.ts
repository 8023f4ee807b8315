import { type Entry, type Fold, frontPage, isPublished, type PublishedEntry } from "../../core/news/front-page.ts";
import { article } from "../../core/page/article.ts";
import { html, type Markup } from "../../core/page/markup.ts";
import { relatedTo } from "../../core/page/second-tier.ts";
import { headlineItem } from "../../core/page/story-card.ts";
import { noteOf, type Paper, pathOf } from "../../core/page/story-parts.ts";
import type { StoryText } from "../../core/page/story-text.ts";
import type { StoredRevision, StoredStory } from "../../core/store/stories.ts";
import type { Edition } from "./edition.ts";
import { bannerPlace } from "./headline-list.ts";
import { drawNotFound, drawTombstone } from "./lost-pages.ts";
import type { Drawn } from "./page-cache.ts";
import { type Press, pageFrame } from "./page-frame.ts";
import { livesUntilMs, SOON_MS } from "./page-lifetime.ts";
import { signUp } from "./sign-up.ts";
import { entryOf } from "./stored-entry.ts";

const RELATED = 4;

export interface StoryPageNeeds {
  press: Press;
  edition: Edition;
  readStory: (id: string) => Promise<StoredStory | null>;
  readRevisions: (id: string) => Promise<StoredRevision[]>;
}

interface Found {
  entry: Entry;
  /** Null: the database is away, and memory has no body. */
  text: StoryText | null;
  notes: Entry[];
}

/** A story's page: itself, its tombstone, the way to its present address, or that there is none. */
export async function drawStoryPage(
  needs: StoryPageNeeds,
  { id, slug }: { id: string; slug: string | undefined },
  nowMs: number,
): Promise<Drawn> {
  const { press, edition } = needs;
  const { sections, timeZone } = press.site;
  const paper: Paper = { sections, timeZone, nowMs };
  const fold = edition.fold(); // before the data: what comes later than this is told live
  const found = await find(needs, fold, id);
  if (!found) return drawNotFound(press, nowMs);
  const { entry, text, notes } = found;
  const lifetime = livesUntilMs(fold.entries.values(), nowMs, timeZone);
  if (!isPublished(entry)) return { ...drawTombstone(press, entry, nowMs), livesUntilMs: lifetime };

  const path = pathOf(entry.story.url);
  if (path !== `/story/${id}/${slug}`) return { status: 301, location: path, html: "", livesUntilMs: lifetime };
  const { breaking } = frontPage(fold, nowMs, 0);
  return {
    status: 200,
    html: pageFrame(press, {
      ...{ title: `${entry.story.headline} — ${press.site.name}`, path, section: entry.story.section },
      ...{ description: entry.story.standfirst || entry.story.excerpt, shown: [entry], paper, fold, breaking },
      main: mainOf({ entry, text, notes, fold, breaking }, paper),
    }),
    livesUntilMs: text ? lifetime : Math.min(nowMs + SOON_MS, lifetime),
  };
}

async function find({ press, edition, ...store }: StoryPageNeeds, fold: Fold, id: string): Promise<Found | null> {
  try {
    const stored = await store.readStory(id);
    const entry = stored && entryOf(stored, fold, press.site.publicUrl);
    if (!entry) return null;
    const revisions = stored.rev > 1 ? await store.readRevisions(id) : [];
    return { entry, text: edition.texts.keep(stored), notes: revisions.flatMap((revision) => noted(entry, revision)) };
  } catch (fault) {
    const entry = fold.entries.get(id);
    if (!entry) throw fault;
    return { entry, text: await edition.texts.of(entry), notes: [entry] };
  }
}

/** A revision that carried a note, as the entry it made. */
function noted(entry: Entry, { kind, note, at }: StoredRevision): Entry[] {
  const isTold = note && (kind === "correction" || kind === "update");
  return isTold && isPublished(entry)
    ? [{ ...entry, kind, at: at.toISOString(), story: { ...entry.story, note } }]
    : [];
}

interface MainContent extends Found {
  entry: PublishedEntry;
  fold: Fold;
  breaking: PublishedEntry | null;
}

function mainOf({ entry, text, notes, fold, breaking }: MainContent, paper: Paper): Markup {
  const others = [...fold.entries.values()].filter(isPublished);
  const related = relatedTo(entry, text?.related ?? [], others, RELATED).map((other) =>
    headlineItem(other, paper, "card"),
  );
  const told = notes.filter(isPublished).flatMap((note) => noteOf(note, paper) ?? []);
  const elsewhere = breaking?.story.id === entry.story.id ? null : breaking; // not on its own article
  return html`${bannerPlace(elsewhere, paper)}
${article(entry, text, told.reverse(), paper)}
${related.length > 0 && html`<section class="related" aria-labelledby="related"><h2 id="related">Related</h2><ul>${related}</ul></section>`}
${signUp()}`;
}
