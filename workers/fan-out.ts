import type { EncodedEvent, WireHead, WireName, WirePage } from "../core/news/wire-event.ts";
import type { WirePublisher } from "../core/pipes/wire-channel.ts";
import type { Store } from "../core/store/connect.ts";
import { beginNewEpoch, readAfter, readHead } from "../core/store/wire/wire.ts";

/*
 * Stop 4. Reads what is on the wire and not yet fanned out, in order, and publishes it. Whoever calls (a job, the
 * sweeper, another worker at the same time) changes nothing: the script compares and sets, so an event goes out once.
 *
 * `head` is where Redis was last seen. It may be behind (the script then says "repeat" and where it is), never ahead:
 * if the store's top lies below it under the same epoch, the store's history was cut, and the wire needs a new epoch. So
 * it does if the store no longer has what follows (the canary's wire is trimmed; every worker was away for long).
 */

const PAGE = 200;

export interface FanOutParts {
  store: Store;
  publisher: WirePublisher;
  wire: WireName;
  /** Hears of the events that this call published. */
  onPublished: (events: readonly EncodedEvent[]) => void;
  /** Hears that history was cut and the wire has a new epoch. */
  onNewEpoch: (oldEpoch: string) => void;
}

export interface FanOut {
  /** Publishes all there is; calls while one runs join the next run. Throws when store or Redis are away. */
  run(): Promise<void>;
  /** Tells every server how far Redis has come, and notices a Redis that was emptied. */
  beat(): Promise<void>;
  /** Where Redis was last seen; null before it was. */
  head(): WireHead | null;
  /** Where the store was last seen. */
  storeTop(): number;
}

export function createFanOut(parts: FanOutParts): FanOut {
  const { store, publisher, wire, onPublished, onNewEpoch } = parts;
  let head: WireHead | null = null;
  let storeTop = 0;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  /** Whether there may be more. */
  async function publishPage(): Promise<boolean> {
    const from = head ?? (await greet());
    const page = await readAfter(store, wire, from.top, PAGE);
    storeTop = page.top;
    if (isSetBack(page, from) || hasHole(page, from)) {
      if (isSetBack(page, from) || (await isStillAt(from))) await cutHistory(page.epoch, from.epoch);
      return true;
    }
    if (page.epoch === from.epoch && page.events.length === 0) return false;
    const { word, head: reached } = await publisher.publish(page);
    head = reached;
    const published = page.events.filter(({ seq }) => seq > from.top && seq <= reached.top);
    if (word === "published" && published.length > 0) onPublished(published);
    return word !== "published" || page.events.length === PAGE;
  }

  async function greet(): Promise<WireHead> {
    const { head: reached } = await publisher.publish({ ...(await readHead(store, wire)), events: [] });
    head = reached;
    return reached;
  }

  /** Whether Redis has come no further than this worker knew: another one may have gone on while it was paused. */
  async function isStillAt({ epoch, top }: WireHead): Promise<boolean> {
    const reached = await greet();
    return reached.epoch === epoch && reached.top === top;
  }

  async function cutHistory(oldEpoch: string, seenEpoch: string): Promise<void> {
    if (await beginNewEpoch(store, wire, oldEpoch, seenEpoch)) onNewEpoch(oldEpoch);
    await greet();
  }

  async function publishAll(): Promise<void> {
    while (await publishPage());
  }

  /** One run at a time, and never a wake-up lost: who calls during a run waits for the one after it. */
  function run(): Promise<void> {
    if (!running) {
      running = publishAll().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running.then(again, again);
    return next;
  }

  function again(): Promise<void> {
    next = null;
    return run();
  }

  return { run, beat: async () => void (await greet()), head: () => head, storeTop: () => storeTop };
}

/** Whether the store has lost what Redis has already had. */
function isSetBack(page: WirePage, from: WireHead): boolean {
  return page.epoch < from.epoch || (page.epoch === from.epoch && page.top < from.top);
}

/** Whether the store no longer has what follows a head. */
function hasHole(page: WirePage, from: WireHead): boolean {
  return page.epoch === from.epoch && (page.events[0]?.seq ?? 0) > from.top + 1;
}
