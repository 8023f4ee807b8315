import type { Cursor } from "../../../core/news/cursor.ts";
import { repeat } from "../../../core/process/repeat.ts";
import { createFireReader, type FireReader } from "./fire-reader.ts";
import { KINDS, type Mix, type ReaderKind } from "./fleet-kinds.ts";
import { type Ledger, openLedger, type ReaderLine } from "./ledger.ts";

/*
 * A fleet of readers in a process of its own, so that what a test does never holds them up. Begun with its order as the
 * only argument; asked over IPC how far its readers are.
 */

export interface FleetOrder {
  /** Where readers come in. */
  urls: string[];
  /** The servers themselves, for those whose full buffers a proxy would hide. */
  ownUrls: string[];
  mix: Mix;
  /** Who comes and goes is away and there for at most so long. */
  comesAndGoesMs: number;
  ledger: string;
}

/** Asks for the place of all. */
export interface FleetQuestion {
  epoch: string;
  top: number;
  /** Nobody is replaced any more until the page is turned. */
  isSettling?: boolean;
  /** From now on what they write goes there. */
  turnTo?: string;
  /** Ends them. */
  isEnd?: boolean;
}

export interface FleetAnswer {
  /** Readers with a connection that was greeted. */
  up: number;
  /** Readers that have ever been greeted. */
  met: number;
  /** Readers who are to have everything in the end, and whose cursor is there. */
  there: number;
  /** All of those who are to have everything in the end. */
  owed: number[];
  /** Events that came to readers of each kind. */
  came: Mix;
}

interface Member {
  kind: ReaderKind;
  id: number;
  reader: FireReader;
  replacedAt: number;
}

const TICK_MS = 20;
const LAZY_BYTES = 64 * 1024;
const REPLACED_AFTER_MS = 3_000;

const order = JSON.parse(process.argv[2] ?? "") as FleetOrder;
let ledger: Ledger<ReaderLine> = openLedger(order.ledger, LAZY_BYTES);
const came: Mix = {};
let born = 0;
let isSettling = false;
const members = (Object.keys(KINDS) as ReaderKind[]).flatMap((kind) =>
  Array.from({ length: order.mix[kind] ?? 0 }, () => join(kind, null)),
);

function join(kind: ReaderKind, from: Cursor | null): Member {
  const { way, comesAndGoes, isDirect, isReplaced } = KINDS[kind];
  const id = born++;
  const reader = createFireReader({
    ...{ id, way, from, urls: isDirect ? order.ownUrls : order.urls },
    comesAndGoesMs: comesAndGoes ? order.comesAndGoesMs : 0,
    write(line) {
      ledger.write(line);
      if (line.is === "event") came[kind] = (came[kind] ?? 0) + 1;
    },
  });
  const replacedAt = performance.now() + REPLACED_AFTER_MS * (1 + 2 * Math.random());
  return { kind, id, reader, replacedAt: isReplaced ? replacedAt : Number.POSITIVE_INFINITY };
}

/** Ends a reader, and lets another come who was away for a long time: mostly for minutes, sometimes since the beginning. */
function replace(member: Member): void {
  const here = member.reader.cursor();
  if (!here) return;
  member.reader.end();
  const awayFor = Math.floor(Math.random() ** 3 * here.seq);
  Object.assign(member, join(member.kind, { ...here, seq: here.seq - awayFor }));
}

const stop = repeat(TICK_MS, () => {
  const now = performance.now();
  for (const member of members) {
    if (now > member.replacedAt && !isSettling) replace(member);
    member.reader.tick(now);
  }
});

function answer({ epoch, top }: FleetQuestion): FleetAnswer {
  const owed = members.filter(({ kind }) => !KINDS[kind].takesNothing);
  const isThere = (place: Cursor | null) => place?.epoch === epoch && place.seq >= top;
  return {
    up: members.filter(({ reader }) => reader.isUp()).length,
    met: members.filter(({ reader }) => reader.cursor() !== null).length,
    there: owed.filter(({ reader }) => isThere(reader.cursor())).length,
    owed: owed.map(({ id }) => id),
    came,
  };
}

function turnTo(path: string): void {
  isSettling = false;
  ledger.close();
  ledger = openLedger(path, LAZY_BYTES);
  for (const { reader } of members) reader.restate();
}

async function end(): Promise<void> {
  await stop();
  for (const { reader } of members) reader.end();
  ledger.close();
  process.disconnect?.();
  process.exit();
}

process.on("message", (question: FleetQuestion) => {
  if (question.isSettling) isSettling = true;
  if (question.turnTo !== undefined) turnTo(question.turnTo);
  process.send?.(answer(question), () => question.isEnd && void end());
});
process.on("disconnect", () => process.exit());
