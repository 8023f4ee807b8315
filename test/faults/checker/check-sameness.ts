import type { ReaderLine } from "../actors/ledger.ts";
import type { Eras, History, Violation } from "./history.ts";

type Arrival = Extract<ReaderLine, { is: "event" }>;

/**
 * I5 and I6 over all readers: a number means one story, one revision and the same bytes to everybody, and what the wire
 * has; what the wire does not have was refused or never sent, and is nowhere. An event that is `withdrawn` at the end had
 * one other form before.
 */
export function checkSameness({ readers }: History, eras: Eras): Violation[] {
  const found: Violation[] = [];
  const before = new Map<string, string>();
  for (const line of readers) {
    if (line.is !== "event") continue;
    const era = eras.get(line.epoch);
    const stored = era?.bySeq.get(line.seq);
    const place = `${line.epoch}:${line.seq}`;
    if (!stored) found.push({ rule: "I6", detail: `reader ${line.reader} got ${place}, which the wire does not have` });
    else if (stored.story !== line.story || stored.rev !== line.rev) {
      found.push({ rule: "I5", detail: `${place} was ${line.story} rev ${line.rev} to reader ${line.reader}` });
    } else if (!isSame(before, place, stored, line)) {
      found.push({ rule: "I5", detail: `${place} had other bytes for reader ${line.reader}` });
    }
  }
  return found;
}

function isSame(
  before: Map<string, string>,
  place: string,
  stored: { kind: string; digest: string },
  line: Arrival,
): boolean {
  if (line.digest === stored.digest) return true;
  if (stored.kind !== "withdrawn" || line.kind === "withdrawn") return false;
  const earlier = before.get(place) ?? line.digest;
  before.set(place, earlier);
  return earlier === line.digest;
}
