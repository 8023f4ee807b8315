import type { ReaderLine } from "../actors/ledger.ts";

/*
 * A long history is judged page by page, and its ledgers are thrown away. What must outlive a page stands here: the
 * revision of each story that each reader had rendered, so that one which comes again on a later page is found.
 */

export interface Held {
  epoch: string;
  rev: number;
}

export interface Shelf {
  heldBy(reader: number, story: string): Held | undefined;
  /** Takes in what was rendered on a page. */
  add(lines: ReaderLine[]): void;
}

export function createShelf(): Shelf {
  const readers = new Map<number, Map<string, Held>>();
  /** Equal ones are kept once: there are few revisions, and many readers. */
  const shared = new Map<string, Held>();

  function once(epoch: string, rev: number): Held {
    const name = `${epoch} ${rev}`;
    const held = shared.get(name) ?? { epoch, rev };
    shared.set(name, held);
    return held;
  }

  return {
    heldBy: (reader, story) => readers.get(reader)?.get(story),
    add(lines) {
      for (const line of lines) {
        if (line.is !== "event" || !line.rendered) continue;
        const { reader, story, epoch, rev } = line;
        const stories = readers.get(reader) ?? new Map<string, Held>();
        const before = stories.get(story);
        const isNewer = !before || epoch > before.epoch || (epoch === before.epoch && rev > before.rev);
        if (isNewer) stories.set(story, once(epoch, rev));
        readers.set(reader, stories);
      }
    },
  };
}
