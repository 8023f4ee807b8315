import type { PublisherLine } from "../actors/ledger.ts";
import { type Eras, type History, percentile, type Violation } from "./history.ts";

const RELEASE_P99_MS = 1_000;

/** I14: nothing before its release, and not long after. I15: live events stay quick between two moments. */
export function checkTimes(history: History, eras: Eras): Violation[] {
  return [...checkEmbargo(history, eras), ...checkDelay(history, eras)];
}

function checkEmbargo(history: History, eras: Eras): Violation[] {
  const { publishers, readers, wire, healedAt, releaseP99Ms = RELEASE_P99_MS } = history;
  const releases = releasesOf(publishers);
  const found: Violation[] = [];
  const lateMs: number[] = [];
  for (const { story, kind, at, seq } of eras.get(wire.epoch)?.events ?? []) {
    const releaseAt = releases.get(story);
    if (releaseAt === undefined || kind !== "new") continue;
    if (at < releaseAt) found.push({ rule: "I14", detail: `${seq} went out ${releaseAt - at} ms before its time` });
    if (healedAt === undefined || releaseAt > healedAt) lateMs.push(at - releaseAt);
  }
  for (const line of readers) {
    const releaseAt = line.is === "event" ? releases.get(line.story) : undefined;
    if (releaseAt === undefined || line.at >= releaseAt) continue;
    found.push({ rule: "I14", detail: `reader ${line.reader} had a story ${releaseAt - line.at} ms before its time` });
  }
  const p99 = percentile(lateMs);
  if (p99 > releaseP99Ms) found.push({ rule: "I14", detail: `releases were ${p99} ms late at the 99th percentile` });
  return found;
}

/** When each story that waits may go out. */
function releasesOf(publishers: PublisherLine[]): Map<string, number> {
  const asked = new Map(
    publishers.flatMap((line) =>
      line.is === "invoke" && line.releaseAt !== undefined ? [[line.key, line.releaseAt]] : [],
    ),
  );
  return new Map(
    publishers.flatMap((line) => {
      const releaseAt = line.is === "ok" ? asked.get(line.key) : undefined;
      return line.is === "ok" && releaseAt !== undefined ? [[line.story, releaseAt]] : [];
    }),
  );
}

function checkDelay(history: History, eras: Eras): Violation[] {
  if (!history.delay) return [];
  const { from, to, p99Ms } = history.delay;
  const p99 = percentile(delaysOf(history, eras, from, to));
  return p99 > p99Ms
    ? [{ rule: "I15", detail: `events took ${p99} ms at the 99th percentile, ${p99Ms} are allowed` }]
    : [];
}

/** From commit to arrival, in ms, of the events that were committed between two moments. A snapshot is no measure. */
export function delaysOf({ readers }: History, eras: Eras, from: number, to: number): number[] {
  const isShort = new Set(
    readers.flatMap((line) => (line.is === "hello" && line.mode === "snapshot" ? [`${line.reader} ${line.link}`] : [])),
  );
  return readers.flatMap((line) => {
    if (line.is !== "event" || isShort.has(`${line.reader} ${line.link}`)) return [];
    const at = eras.get(line.epoch)?.bySeq.get(line.seq)?.at;
    return at !== undefined && at >= from && at <= to ? [line.at - at] : [];
  });
}
