import type { PublisherLine } from "../actors/ledger.ts";
import type { Eras, History, StoredEvent, Violation } from "./history.ts";

type Ok = Extract<PublisherLine, { is: "ok" }>;

/** I1, I6, I9 and I14 as far as publishers can tell: what became of each key. */
export function checkPublishers(history: History, eras: Eras): Violation[] {
  const found: Violation[] = [];
  const byKey = Map.groupBy(history.publishers, ({ key }) => key);
  const onWire = Map.groupBy(
    history.wire.events.filter(({ key, kind }) => key !== null && kind === "new"),
    ({ key }) => key,
  );
  const holderOf = new Map<string, string>();
  for (const [key, lines] of byKey) {
    const oks = lines.filter((line): line is Ok => line.is === "ok");
    found.push(...sameAnswers(key, oks), ...oneEvent(key, oks, onWire.get(key) ?? []));
    const [first] = oks;
    if (first) found.push(...isKept(history, eras, key, first), ...ownNumber(holderOf, key, first));
    else if (lines.at(-1)?.is === "fail" && lines.every(({ is }) => is !== "unknown") && onWire.has(key)) {
      found.push({ rule: "I6", detail: `${key} was refused, and is on the wire` });
    }
  }
  found.push(...holesIn(history.wire));
  if (history.onlyRedisFailed) found.push(...whileRedisWasAway(history));
  return found;
}

/** A retry gets the first answer, for ever. */
function sameAnswers(key: string, oks: Ok[]): Violation[] {
  const answers = new Set(oks.map(({ story, rev, epoch, seq }) => `${story} rev ${rev} at ${epoch}:${seq}`));
  return answers.size > 1 ? [{ rule: "I6", detail: `${key} got ${[...answers].join(" and ")}` }] : [];
}

/** One key, one event: twice breaks the acceptance if it was accepted, the doubt if nobody knew. */
function oneEvent(key: string, oks: Ok[], events: StoredEvent[]): Violation[] {
  if (events.length <= 1) return [];
  const places = events.map(({ seq }) => seq).join(" and ");
  return [{ rule: oks.length > 0 ? "I1" : "I6", detail: `${key} is on the wire at ${places}` }];
}

/** What was accepted is on the wire where the answer said, in the history that the answer named. */
function isKept({ wire }: History, eras: Eras, key: string, ok: Ok): Violation[] {
  const { story, rev, epoch = wire.epoch, seq, status } = ok;
  const era = eras.get(epoch);
  const told = `${key} was accepted as ${story} rev ${rev}, ${status}, at ${epoch}:${seq}`;
  if (seq === undefined) {
    const isDue = status === "published" || status === "retracted";
    const isThere = era?.byStory.get(story)?.some((event) => event.rev >= rev);
    return isDue && !isThere ? [{ rule: "I1", detail: `${told}, and is not on the wire` }] : [];
  }
  const there = era?.bySeq.get(seq);
  if (there?.story === story && there.rev === rev) return [];
  return [{ rule: "I1", detail: `${told}, where there is ${there ? `${there.story} rev ${there.rev}` : "nothing"}` }];
}

/** No two publishes share a number. */
function ownNumber(holderOf: Map<string, string>, key: string, { epoch, seq }: Ok): Violation[] {
  if (seq === undefined) return [];
  const place = `${epoch}:${seq}`;
  const other = holderOf.get(place);
  holderOf.set(place, key);
  return other === undefined ? [] : [{ rule: "I1", detail: `${other} and ${key} were both told ${place}` }];
}

/** The wire is numbered without a hole. */
function holesIn({ events, top }: History["wire"]): Violation[] {
  const seqs = new Set(events.map(({ seq }) => seq));
  const missing = Array.from({ length: top }, (_, i) => i + 1).filter((seq) => !seqs.has(seq));
  const isOdd = missing.length > 0 || seqs.size !== events.length || seqs.size !== top;
  return isOdd
    ? [{ rule: "I1", detail: `the wire's numbers are not 1 to ${top}: without ${missing.slice(0, 5)}` }]
    : [];
}

function whileRedisWasAway({ publishers, readers, wire }: History): Violation[] {
  const turnedAway = publishers.filter((line) => line.is === "unknown" || (line.is === "fail" && line.status >= 500));
  const epochs = new Set(readers.flatMap((line) => (line.is === "hello" ? [line.epoch] : [])));
  for (const line of publishers) if (line.is === "ok" && line.epoch !== undefined) epochs.add(line.epoch);
  epochs.delete(wire.epoch);
  return [
    ...turnedAway.map(({ key }): Violation => ({ rule: "I9", detail: `${key} was not accepted` })),
    ...[...epochs].map((epoch): Violation => ({ rule: "I9", detail: `the epoch was ${epoch} once` })),
  ];
}
