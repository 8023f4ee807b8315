import { type Arrivals, missing, tooMany } from "./load/arrivals.ts";
import type { Manner } from "./load/comeback.ts";
import type { Answer, GroupName } from "./load/crowd.ts";
import { monotonicMs } from "./load/monotonic.ts";
import { type Crowd, startCrowd } from "./load/start-crowd.ts";
import { cpuMs } from "./measure/process-cost.ts";
import { percentile } from "./measure/spread.ts";
import type { Subject } from "./subjects.ts";

/** Readers of one subject, and what reached them. */
export interface Audience {
  crowd: Crowd;
  /** So many more. */
  join(group: GroupName, readers: number): Promise<void>;
  /** Publishes at a pace, waits until everybody has everything, and tells what it cost. */
  hear(pace: Pace): Promise<Heard>;
  leave(): Promise<void>;
}

export interface Pace {
  /** Events at once. */
  events: number;
  times: number;
  everyMs: number;
}

export interface Heard {
  deliveries: number;
  /** Of the processes that hold readers. */
  cpuMs: number;
  cpuUsPerDelivery: number;
  /** Of each time: until the last reader on a prompt line had it. */
  lastMs: number[];
  firstMs: number[];
  /** Of the decoded prompt readers: each delivery. */
  eachMs: number[];
  /** Deliveries that did not come, came again, or came out of order. */
  lost: number;
}

const GREETED_PER_SECOND = 1_200;
/** Polling readers pay for several requests each. */
const POLLING_PER_SECOND = 300;
const AT_MOST_MS = 60_000;

export async function openAudience(subject: Subject, manner: Manner | null = null): Promise<Audience> {
  const crowd = await startCrowd();
  return {
    crowd,
    join: async (group, readers) => {
      const perSecond = group === "polling" ? POLLING_PER_SECOND : GREETED_PER_SECOND;
      const { ports, dialect } = subject;
      if (readers > 0) await crowd.opens({ ports, dialect, group, readers, perSecond, manner });
    },
    hear: (pace) => hear(subject, crowd, pace),
    leave: () => crowd.end(),
  };
}

async function hear(subject: Subject, crowd: Crowd, { events, times, everyMs }: Pace): Promise<Heard> {
  await crowd.ask({ ask: "count" });
  const cpuBefore = cpuOf(subject);
  const sentAt = await publishAtPace(times, everyMs, () => subject.publish(events));
  const answer = await crowd.ask({ ask: "await", events: events * times, withinMs: AT_MOST_MS });
  const cpu = cpuOf(subject) - cpuBefore;
  return heardOf(answer, sentAt, events, cpu);
}

/** Calls `publish` so often, each at its moment however long the one before took. */
export async function publishAtPace<T>(times: number, everyMs: number, publish: () => Promise<T>): Promise<T[]> {
  const startedAt = monotonicMs();
  const published: Promise<T>[] = [];
  for (let turn = 0; turn < times; turn++) {
    await pause(startedAt + turn * everyMs - monotonicMs());
    published.push(publish());
  }
  return Promise.all(published);
}

export function cpuOf({ pids }: Pick<Subject, "pids">): number {
  return pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, Math.max(0, ms)));
}

function heardOf({ groups }: Answer, sentAt: number[], eventsEach: number, cpu: number): Heard {
  const count = sentAt.length * eventsEach;
  const all = Object.values(groups);
  const deliveries = all.reduce((sum, { readers }) => sum + readers * count, 0);
  const sent = (n: number): number => sentAt[Math.ceil(n / eventsEach) - 1] ?? Number.NaN;
  const { firstAt, lastAt, samples } = groups.prompt;
  return {
    ...{ deliveries, cpuMs: cpu, cpuUsPerDelivery: (cpu * 1_000) / deliveries },
    lastMs: sentAt.map((at, turn) => (lastAt[(turn + 1) * eventsEach] ?? Number.NaN) - at),
    firstMs: sentAt.map((at, turn) => (firstAt[turn * eventsEach + 1] ?? Number.NaN) - at),
    eachMs: samples.map(({ n, at }) => at - sent(n)),
    lost: all.reduce((sum, arrivals) => sum + faultsIn(arrivals, count), 0),
  };
}

function faultsIn(arrivals: Arrivals, count: number): number {
  return missing(arrivals, count) + tooMany(arrivals, count) + arrivals.disordered;
}

export function p99(values: number[]): number {
  return percentile(values, 99);
}
