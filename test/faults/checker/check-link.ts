import type { ReaderLine } from "../actors/ledger.ts";
import type { Eras, Violation } from "./history.ts";

type Line<Is extends ReaderLine["is"]> = Extract<ReaderLine, { is: Is }>;

/*
 * One connection, by the letter of the contract: hello first and once; what it says of completeness must be so; numbers
 * rise, by exactly one outside a snapshot; a beat's top is the last number; nothing of a story whose retraction was on
 * the wire when the connection began still has a text.
 */
export function checkLink(eras: Eras, lines: ReaderLine[]): Violation[] {
  const [opened] = lines;
  const hello = lines.find((line): line is Line<"hello"> => line.is === "hello");
  if (!hello) {
    const early = lines.find(({ is }) => is === "event" || is === "beat");
    return early ? [{ rule: "I8", detail: `reader ${early.reader} got a ${early.is} before any hello` }] : [];
  }
  const cursor = opened?.is === "opened" ? opened.cursor : null;
  return [
    ...checkHello(hello, cursor),
    ...checkNumbers(lines, hello, hello.mode === "live" ? hello.top : placeOf(cursor, hello.epoch)),
    ...checkTombstones(eras, lines, hello),
  ];
}

function placeOf(cursor: string | null, epoch: string): number {
  const [of, seq] = cursor?.split(":") ?? [];
  return of === epoch ? Number(seq) : 0;
}

function checkHello({ reader, mode, complete, epoch, top }: Line<"hello">, cursor: string | null): Violation[] {
  const [of, seq] = cursor?.split(":") ?? [];
  const mayBeWhole = mode === "live" ? cursor === null : mode === "resume" && of === epoch && Number(seq) <= top;
  if (complete === mayBeWhole) return [];
  return [
    { rule: "I8", detail: `reader ${reader} with ${cursor} was told ${mode}, complete: ${complete}, top ${top}` },
  ];
}

function checkNumbers(lines: ReaderLine[], hello: Line<"hello">, start: number): Violation[] {
  const found: Violation[] = [];
  let last = start;
  let mayHaveHoles = hello.mode === "snapshot";
  const seen = new Set<number>();
  for (const line of lines) {
    const told = `reader ${line.reader} on its connection ${line.link}`;
    if (line.is === "event") {
      const { epoch, seq } = line;
      if (epoch !== hello.epoch) found.push({ rule: "I5", detail: `${told} got ${epoch}:${seq} in ${hello.epoch}` });
      else if (seen.has(seq)) found.push({ rule: "I3", detail: `${told} got ${seq} twice` });
      else if (seq <= start) found.push({ rule: "I3", detail: `${told} got ${seq} and came with ${start}` });
      else if (seq < last) found.push({ rule: "I4", detail: `${told} got ${seq} after ${last}` });
      else if (!mayHaveHoles && seq !== last + 1)
        found.push({ rule: "I8", detail: `${told} got ${seq} after ${last}` });
      seen.add(seq);
      last = Math.max(last, seq);
    } else if (line.is === "beat") {
      const fits = mayHaveHoles ? line.top >= last : line.top === last;
      if (!fits) found.push({ rule: "I8", detail: `${told} had ${last} when a beat vouched for ${line.top}` });
      mayHaveHoles = false;
      last = line.top;
    }
  }
  return found;
}

/** A server that knew of the retraction when it said hello must not hand out the text. */
function checkTombstones(eras: Eras, lines: ReaderLine[], hello: Line<"hello">): Violation[] {
  const era = eras.get(hello.epoch);
  return lines.flatMap((line): Violation[] => {
    if (line.is !== "event" || line.kind === "withdrawn" || line.kind === "retraction") return [];
    const retraction = era?.byStory.get(line.story)?.find(({ kind }) => kind === "retraction");
    if (!retraction || line.seq > retraction.seq || hello.top < retraction.seq) return [];
    const { reader, story, seq } = line;
    return [
      { rule: "I7", detail: `reader ${reader} got the text of ${story} at ${seq}, taken back at ${retraction.seq}` },
    ];
  });
}
