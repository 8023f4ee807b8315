import {
  byFirstPublication,
  type Entry,
  emptyFold,
  type Fold,
  foldEvent,
  frontPage,
  isPublished,
  isUnexpiredAlert,
} from "../../../core/news/front-page.ts";
import type { WireEvent, WireHead } from "../../../core/news/wire-event.ts";
import type { Store } from "../../../core/store/connect.ts";
import { readStory, type StoredStory } from "../../../core/store/stories/stories.ts";
import { readFrontPageEvents } from "../../../core/store/wire/wire.ts";
import { createStoryTexts, type StoryTexts } from "../article/story-texts.ts";

/*
 * The edition is this server's own copy of the present paper: the wire folded up to what it has heard. Pages are drawn
 * from it, so they need no database and stay right while there is none. It is bounded: the newest stories, the leads
 * and what still breaks; older stories are read from the store when somebody asks.
 */

const KEPT = 400;
const PRUNED_ABOVE = KEPT + 100;

export interface Edition {
  /** Reads the present state. Throws when the store is away; then the edition is as it was, and stale if it was. */
  load(): Promise<void>;
  /** The wire has begun a new epoch: what is held is of the old one until `load` succeeds. */
  outdate(): void;
  isStale(): boolean;
  /** The next event of the wire; whoever calls keeps them in order. */
  apply(event: WireEvent): void;
  fold(): Fold;
  /** Rendered bodies: those that the front page needs are kept ready. */
  texts: StoryTexts;
}

export interface EditionNeeds {
  /** The events that rebuild the fold, rising in seq, and the head at the same moment. */
  readEvents: () => Promise<WireHead & { events: WireEvent[] }>;
  readStory: (id: string) => Promise<StoredStory | null>;
  clock: { now(): number };
}

/** The edition of the paper's own wire. */
export function createEdition({ store, clock }: { store: Store; clock: { now(): number } }): Edition {
  return editionOf({
    readEvents: () => readFrontPageEvents(store, "news"),
    readStory: (id) => readStory(store, id),
    clock,
  });
}

/** An edition of whatever `readEvents` tells. */
export function editionOf({ readEvents, readStory, clock }: EditionNeeds): Edition {
  const texts = createStoryTexts({ readStory });
  let fold = emptyFold("");
  let heardWhileLoading: WireEvent[] | null = null;
  let isStale = true;

  function take(event: WireEvent): void {
    if (event.epoch !== fold.epoch || event.seq <= fold.seq) return; // another epoch's are read with it
    fold = bounded(foldEvent(fold, event), clock.now());
  }

  function fetchLead(): void {
    const { lead } = frontPage(fold, clock.now(), 0);
    if (lead) void texts.of(lead); // so that the page has its body, also when the database goes away
  }

  return {
    async load() {
      heardWhileLoading = [];
      try {
        const { epoch, top, events } = await readEvents();
        fold = { ...events.reduce(foldEvent, emptyFold(epoch)), epoch, seq: top };
        for (const event of heardWhileLoading) take(event);
        isStale = false;
      } finally {
        heardWhileLoading = null;
      }
      fetchLead();
    },
    outdate: () => {
      isStale = true;
    },
    isStale: () => isStale,
    apply(event) {
      heardWhileLoading?.push(event);
      take(event);
      fetchLead();
    },
    fold: () => fold,
    texts,
  };
}

/** The fold without the stories that no page of it shows any more. */
function bounded(fold: Fold, nowMs: number): Fold {
  if (fold.entries.size <= PRUNED_ABOVE) return fold;
  const { lead } = frontPage(fold, nowMs, 0);
  const kept = [...fold.entries.values()]
    .sort(byFirstPublication)
    .filter((entry, place) => place < KEPT || entry === lead || stillMatters(entry, nowMs));
  return { ...fold, entries: new Map(kept.map((entry) => [entry.story.id, entry])) };
}

function stillMatters(entry: Entry, nowMs: number): boolean {
  return isPublished(entry) && (entry.story.lead || isUnexpiredAlert(entry.story, nowMs));
}
