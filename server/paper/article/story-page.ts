import { type Entry, type Fold, frontPage, isPublished, type PublishedEntry } from "../../../core/news/front-page.ts";
import { article } from "../../../core/page/article.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import { relatedTo } from "../../../core/page/second-tier.ts";
import { headlineItem } from "../../../core/page/story-card.ts";
import { noteOf, type Paper, pathOf } from "../../../core/page/story-parts.ts";
import type { StoryText } from "../../../core/page/story-text.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { StoredRevision, StoredStory } from "../../../core/store/stories/stories.ts";
import type { AudioShelf } from "../audio/audio-shelf.ts";
import { bannerPlace } from "../headlines/headline-list.ts";
import { drawNotFound, drawTombstone } from "../lost-pages.ts";
import { newsArticle } from "../machines/json-ld.ts";
import { sharedStory } from "../machines/open-graph.ts";
import { type Press, pageFrame } from "../page-frame.ts";
import type { Edition } from "../serving/edition.ts";
import type { Drawn } from "../serving/page-cache.ts";
import { livesUntilMs, SOON_MS } from "../serving/page-lifetime.ts";
import type { NewsletterShelf } from "../sign-up/newsletter-shelf.ts";
import { signUp } from "../sign-up/sign-up.ts";
import type { RelatedStories } from "./related-stories.ts";
import { shareLinks } from "./share-links.ts";
import { entryOf } from "./stored-entry.ts";
import { withAudio } from "./story-texts.ts";
import { whatChanged } from "./what-changed.ts";

const RELATED = 4;

export interface StoryPageNeeds {
  press: Press;
  edition: Edition;
  readStory: (id: string) => Promise<StoredStory | null>;
  readRevisions: (id: string) => Promise<StoredRevision[]>;
  related: RelatedStories;
  audio: Pick<AudioShelf, "of">;
  newsletters: Pick<NewsletterShelf, "first">;
}

interface Found {
  entry: Entry;
  /** Null: the database is away, and memory has no body. */
  text: StoryText | null;
  /** Its corrections and its updates with a word why, newest first. */
  notes: Told[];
  /** What to read beside it, as far as the store could tell. */
  related: PublishedEntry[];
}

interface Told {
  entry: Entry;
  changes: Markup | null;
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
  const { entry, notes, related } = found;
  const text = withAudio(found.text, needs.audio.of(entry.story));
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
      told: html`${sharedStory(entry.story, text, press.site)}
${newsArticle(
  entry,
  text,
  notes.map((note) => note.entry),
  press.site,
)}`,
      scripts: [press.assets.shareButton],
      main: html`${mainOf({ entry, text, notes, related, fold, breaking }, paper, press.site)}
${signUp(needs.newsletters.first())}`,
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
    const notes = revisions.flatMap((revision, place) => noted(entry, revision, revisions[place - 1])).reverse();
    const others = isPublished(entry) ? await store.related.of(entry.story, stored.related) : [];
    const related = others.flatMap((other) => entryOf(other, fold, press.site.publicUrl) ?? []).filter(isPublished);
    return { entry, text: edition.texts.keep(stored), notes, related };
  } catch (fault) {
    const entry = fold.entries.get(id);
    if (!entry) throw fault;
    return { entry, text: await edition.texts.of(entry), notes: [{ entry, changes: null }], related: [] };
  }
}

/** A revision that carried a note, as the entry it made; a correction with what it changed in the one before. */
function noted(entry: Entry, revision: StoredRevision, before: StoredRevision | undefined): Told[] {
  const { kind, note, at } = revision;
  const isTold = note && (kind === "correction" || kind === "update");
  if (!isTold || !isPublished(entry)) return [];
  const changes = kind === "correction" && before ? whatChanged(before, revision) : null;
  return [{ entry: { ...entry, kind, at: at.toISOString(), story: { ...entry.story, note } }, changes }];
}

interface MainContent extends Found {
  entry: PublishedEntry;
  fold: Fold;
  breaking: PublishedEntry | null;
}

function mainOf({ entry, text, notes, fold, breaking, ...found }: MainContent, paper: Paper, site: Site): Markup {
  const near = relatedTo(entry, text?.related ?? [], [...fold.entries.values()].filter(isPublished), RELATED);
  const known = new Set(found.related.map(({ story }) => story.id));
  const related = [...found.related, ...near.filter(({ story }) => !known.has(story.id))]
    .slice(0, RELATED)
    .map((other) => headlineItem(other, paper, "card"));
  const told = notes.map((note) => html`${isPublished(note.entry) && noteOf(note.entry, paper)}${note.changes}`);
  const elsewhere = breaking?.story.id === entry.story.id ? null : breaking; // not on its own article
  return html`${bannerPlace(elsewhere, paper)}
${article(entry, text, told, paper)}
${shareLinks(entry.story, site)}
${related.length > 0 && html`<section class="related" aria-labelledby="related"><h2 id="related">Related</h2><ul>${related}</ul></section>`}`;
}
