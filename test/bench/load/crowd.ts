import { type Arrivals, arrive, missing, noArrivals } from "./arrivals.ts";
import { createComeback, type Manner } from "./comeback.ts";
import { type Dialect, seqIn } from "./dialects.ts";
import { monotonicMs } from "./monotonic.ts";
import { openPollingLink } from "./polling-link.ts";
import { type Link, type LinkOptions, openWebSocketLink } from "./websocket-link.ts";

/*
 * Readers by the thousand in a process of their own, so that their work is not counted as the server's. Asked over IPC,
 * one thing after the other (start-crowd.ts is the other end).
 */

export type GroupName = "prompt" | "slow" | "polling";

/** So many more readers of one kind. */
export interface Opening {
  ports: number[];
  dialect: Dialect;
  group: GroupName;
  readers: number;
  perSecond: number;
  /** How those come back whose connection is lost; null: they stay away. */
  manner: Manner | null;
}

export type Question =
  | ({ ask: "open" } & Opening)
  /** Where to come back to from now on. */
  | { ask: "turn"; ports: number[] }
  /** From now on events are counted from the first again. */
  | { ask: "count" }
  /** Waits until everybody has so many events, at most so long. */
  | { ask: "await"; events: number; withinMs: number }
  /** Waits until so many connections were lost and everybody has one again, at most so long. */
  | { ask: "awaitBack"; lost: number; withinMs: number }
  | { ask: "end" };

export interface Answer {
  groups: Record<GroupName, Arrivals>;
  up: number;
  refused: number;
  lost: number;
}

interface Seat {
  id: number;
  group: GroupName;
  ports: number[];
  dialect: Dialect;
  manner: Manner | null;
  isDecoded: boolean;
  link: Link | null;
  isUp: boolean;
  /** Events since the counting began. */
  received: number;
  /** The cursor: which wire, and how far. */
  epoch: string;
  seq: number;
  comeback: ReturnType<typeof createComeback>;
}

const DECODED = 100;
const SLOW_PAUSE_MS = 400;
const LOOK_MS = 20;

const seats: Seat[] = [];
const sizes: Record<GroupName, number> = { prompt: 0, slow: 0, polling: 0 };
const tally = { up: 0, refused: 0, lost: 0 };
let groups = fresh();
let isEnding = false;

function fresh(): Record<GroupName, Arrivals> {
  return { prompt: noArrivals(sizes.prompt), slow: noArrivals(sizes.slow), polling: noArrivals(sizes.polling) };
}

function sit(seat: Seat): void {
  const port = seat.ports[seat.id % seat.ports.length] ?? seat.ports[0] ?? 0;
  const options: LinkOptions = {
    ...{ port, dialect: seat.dialect, isDecoded: seat.isDecoded },
    cursor: seat.epoch === "" ? null : `${seat.epoch}:${seat.seq}`,
    pauseMs: seat.group === "slow" ? SLOW_PAUSE_MS : 0,
    onGreeted: (greeting) => {
      seat.isUp = true;
      tally.up++;
      seat.comeback.greeted(greeting);
      const { epoch, top } = placeIn(greeting);
      if (seat.epoch === "" && epoch !== undefined) Object.assign(seat, { epoch, seq: top });
    },
    onEvent: (text) => take(seat, text),
    onEnd: (status) => leave(seat, status),
  };
  seat.link = seat.group === "polling" ? openPollingLink(options) : openWebSocketLink(options);
}

function placeIn(greeting: string): { epoch?: string; top: number } {
  const [, epoch, top] = /"epoch":"(\w+)","top":(\d+)/.exec(greeting) ?? [];
  return epoch === undefined ? { top: 0 } : { epoch, top: Number(top) };
}

function take(seat: Seat, text: string | null): void {
  const at = monotonicMs();
  seat.received++;
  seat.seq++;
  const group = groups[seat.group];
  arrive(group, seat.received, at);
  if (text === null || !seat.isDecoded) return;
  group.samples.push({ n: seat.received, at });
  if (seat.dialect === "london" && seqIn(text) !== seat.seq) group.disordered++;
}

function leave(seat: Seat, status: number): void {
  if (seat.isUp) tally.up--;
  if (status === 0) tally.lost++;
  else tally.refused++;
  seat.isUp = false;
  seat.link = null;
  if (!isEnding && seat.manner !== null) setTimeout(() => sit(seat), seat.comeback.waitMs());
}

async function open({ readers, perSecond, ports, dialect, group, manner }: Opening): Promise<void> {
  sizes[group] += readers;
  groups = fresh();
  const startedAt = performance.now();
  for (let opened = 0; opened < readers; ) {
    const due = Math.min(readers, Math.ceil(((performance.now() - startedAt) / 1_000) * perSecond));
    for (; opened < due; opened++) {
      const comeback = createComeback(manner ?? "at once");
      const rest = { link: null, isUp: false, received: 0, epoch: "", seq: 0, comeback };
      const id = seats.length;
      const isDecoded = id % DECODED === 0;
      const seat: Seat = { id, group, ports, dialect, manner: manner ?? "at once", isDecoded, ...rest };
      seats.push(seat);
      sit(seat);
    }
    await pause();
  }
  await until(60_000, () => tally.up === seats.length);
  for (const seat of seats) seat.manner = manner;
}

function pause(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, LOOK_MS));
}

async function until(withinMs: number, isSo: () => boolean): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isSo() && performance.now() < end) await pause();
}

async function answer(question: Question): Promise<Answer> {
  if (question.ask === "open") await open(question);
  else if (question.ask === "turn") for (const seat of seats) seat.ports = question.ports;
  else if (question.ask === "count") {
    for (const seat of seats) seat.received = 0;
    groups = fresh();
  } else if (question.ask === "await") {
    const { events, withinMs } = question;
    await until(withinMs, () => Object.values(groups).every((group) => missing(group, events) === 0));
  } else if (question.ask === "awaitBack") {
    const { lost, withinMs } = question;
    await until(withinMs, () => tally.lost >= lost && tally.up === seats.length);
  }
  return { groups, ...tally };
}

function end(): void {
  isEnding = true;
  for (const seat of seats) seat.link?.close();
  process.disconnect?.();
  process.exit();
}

process.on("message", async (question: Question) => {
  const told = await answer(question);
  process.send?.(told, () => question.ask === "end" && end());
});
process.on("disconnect", () => process.exit());
