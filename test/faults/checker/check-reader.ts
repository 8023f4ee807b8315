import type { ReaderLine } from "../actors/ledger.ts";
import { checkLink } from "./check-link.ts";
import type { Eras, History, IndexedEra, StoredEvent, Violation } from "./history.ts";
import type { Shelf } from "./shelf.ts";

/*
 * I2, I3 and I7 over all connections of one reader, and by check-link.ts I3, I4 and I8 on each of them. What a reader was
 * not told it may still have, if a later revision of the story came; after a snapshot only what a snapshot leaves out is
 * forgiven.
 */

const HEALED_WITHIN_MS = 15_000;

/** The lines of one reader, in the order in which it wrote them. */
export function checkReader(history: History, eras: Eras, lines: ReaderLine[]): Violation[] {
  const links = Map.groupBy(lines, ({ link }) => link);
  return [
    ...[...links.values()].flatMap((link) => checkLink(eras, link)),
    ...checkRendered(lines, history.shelf),
    ...checkCompleteness(history, eras, lines),
  ];
}

/** What the screen did: no revision twice, none after a higher one. */
function checkRendered(lines: ReaderLine[], shelf?: Shelf): Violation[] {
  const found: Violation[] = [];
  const held = new Map<string, { rev: number; epoch: string }>();
  for (const line of lines) {
    if (line.is !== "event" || !line.rendered) continue;
    const { reader, epoch, seq, story, rev } = line;
    const before = held.get(story) ?? shelf?.heldBy(reader, story);
    const told = `reader ${reader} rendered ${story} rev ${rev} (${epoch}:${seq})`;
    if (before && epoch < before.epoch) found.push({ rule: "I7", detail: `${told} after epoch ${before.epoch}` });
    else if (before?.epoch === epoch && rev === before.rev) found.push({ rule: "I3", detail: `${told} twice` });
    else if (before?.epoch === epoch && rev < before.rev) {
      found.push({ rule: "I7", detail: `${told} after rev ${before.rev}` });
      continue;
    }
    held.set(story, { rev, epoch });
  }
  return found;
}

/** Everything of the present era after the reader's first place, up to the top, and in time. */
function checkCompleteness(history: History, eras: Eras, lines: ReaderLine[]): Violation[] {
  const { wire, healedAt, finishers } = history;
  const first = lines[0];
  const last = lines.at(-1);
  if (!first || !last) return [];
  if (finishers ? !finishers.includes(first.reader) : last.is === "closed") return [];
  const seen = renderedIn(lines, wire.epoch);
  const from = startOf(lines, wire.epoch);
  if (from === null) return [{ rule: "I2", detail: `reader ${first.reader} never came to the present epoch` }];
  const era = eras.get(wire.epoch);
  const due = (era?.events ?? []).filter(({ seq, kind }) => seq > from.after && kind !== "withdrawn");
  return due.flatMap((event): Violation[] => {
    const had = seen.get(event.story)?.find(({ rev }) => rev >= event.rev);
    if (!had) return isLeftOut(era, event, from.snapshots) ? [] : [missing(first.reader, event)];
    const dueBy = healedAt === undefined ? Number.POSITIVE_INFINITY : Math.max(healedAt, event.at) + HEALED_WITHIN_MS;
    return had.at <= dueBy ? [] : [{ rule: "I2", detail: `reader ${first.reader} had ${event.seq} too late` }];
  });
}

function missing(reader: number, { seq, kind, story, rev }: StoredEvent): Violation {
  return { rule: "I2", detail: `reader ${reader} never rendered ${seq}: ${kind} of ${story} rev ${rev}` };
}

function renderedIn(lines: ReaderLine[], epoch: string): Map<string, { rev: number; at: number }[]> {
  const rendered = lines.flatMap((line) =>
    line.is === "event" && line.rendered && line.epoch === epoch ? [line] : [],
  );
  return Map.groupBy(rendered, ({ story }) => story);
}

/** The number after which this reader is owed everything, and the tops of the snapshots it was given. */
function startOf(lines: ReaderLine[], epoch: string): { after: number; snapshots: number[] } | null {
  let after: number | null = null;
  const snapshots: number[] = [];
  const sent = new Map<number, string | null>();
  for (const line of lines) {
    if (line.is === "opened") sent.set(line.link, line.cursor);
    if (line.is !== "hello" || line.epoch !== epoch) continue;
    if (line.mode === "snapshot") snapshots.push(line.top);
    const cursor = sent.get(line.link);
    const here = cursor?.startsWith(`${epoch}:`) ? Number(cursor.split(":")[1]) : 0;
    after ??= line.mode === "live" ? line.top : here;
  }
  return after === null ? null : { after, snapshots };
}

/** Whether a snapshot's top lies at or above the event, and a snapshot does not tell of it. */
function isLeftOut(era: IndexedEra | undefined, { seq, kind }: StoredEvent, snapshots: number[]): boolean {
  if (kind === "correction" || kind === "retraction") return false;
  return snapshots.some((top) => seq <= top && !era?.newestAt(top).has(seq));
}
