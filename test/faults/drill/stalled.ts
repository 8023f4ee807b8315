import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { formatCursor } from "../../../core/news/cursor.ts";
import { eventually } from "../../support/deadline.ts";
import { fillStore } from "../../support/fill-wire.ts";
import type { Group, GroupAnswer } from "../crowd/crowd-order.ts";
import { type Crowd, startCrowd } from "../crowd/start-crowd.ts";
import { lasts } from "../lasts.ts";
import { startUnderFire } from "../under-fire.ts";

/*
 * Readers who take nothing any more beside readers who do. Half of the stalled come with a cursor from far back, so that
 * more waits for them at once than their kernels can hold; the others have to be filled up by what is new.
 */

export interface StalledOptions {
  good: number;
  stalled: number;
  perSecond: number;
  /** With and without them. */
  lastsMs: number;
}

export interface StalledResult {
  without: { p50Ms: number; p99Ms: number };
  beside: { p50Ms: number; p99Ms: number };
  /** Resident memory of the server: before they come, its highest while they are there, and the last. */
  rssMb: { before: number; highest: number; last: number };
  /** Of those who came from far back, and of those who came live. */
  closedFar: number;
  closedLive: number;
  missing: number;
  again: number;
}

const GOOD = "good";
const FAR = "stalled, from far back";
const LIVE = "stalled, live";
const FILLED = 2_000;
const COUNTED = 20_000;
const LOOK_EVERY_MS = 500;
/** As much as a card can hold, in letters of three bytes: 2,000 of them are more than two kernels keep for a connection. */
const LONG_TEXT = "中".repeat(400);

export async function showStalled(options: StalledOptions): Promise<StalledResult> {
  const { good, stalled, perSecond, lastsMs } = options;
  const fire = await startUnderFire({ mix: {}, isPlain: true });
  const crowds: Crowd[] = [];
  try {
    const { epoch, top: start } = await fire.head();
    await fillStore(fire.query, fire.serverUrls[0] ?? "", FILLED, LONG_TEXT);
    const base = start + FILLED;
    const group = (name: string, readers: number, from: string | null): Group => ({
      ...{ name, readers, from, urls: fire.serverUrls, dialect: "paper", base, count: COUNTED },
      ...{ stalls: name !== GOOD, cutEveryMs: 0, cutForMs: 0 },
    });
    const readers = startCrowd({ groups: [group(GOOD, good, formatCursor({ epoch, seq: base }))] });
    crowds.push(readers);
    await readers.isLive();
    fire.publisher.begins(perSecond);
    await lasts(LOOK_EVERY_MS);
    await readers.ask({ marks: true });
    await lasts(lastsMs);
    const without = await readers.group(GOOD, { marks: true });

    const pid = fire.servers[0]?.pid ?? 0;
    const rssMb = { before: await rssOf(pid), highest: 0, last: 0 };
    const far = Math.ceil(stalled / 2);
    const stuck = startCrowd({
      groups: [group(FAR, far, formatCursor({ epoch, seq: start })), group(LIVE, stalled - far, null)],
    });
    crowds.push(stuck);
    const answers = await watch(stuck, stalled, lastsMs, async () => {
      rssMb.last = await rssOf(pid);
      rssMb.highest = Math.max(rssMb.highest, rssMb.last);
    });
    const beside = await readers.group(GOOD);

    await fire.publisher.finishes();
    const { top } = await fire.head();
    const end = await eventually("everybody at the top", async () => {
      const answer = await readers.group(GOOD, { upTo: top });
      return answer.missing === 0 ? answer : undefined;
    }).catch(() => readers.group(GOOD, { upTo: top }));
    return {
      ...{ without, beside, rssMb, missing: end.missing, again: end.again + end.disordered },
      closedFar: answers.find(({ name }) => name === FAR)?.lost ?? 0,
      closedLive: answers.find(({ name }) => name === LIVE)?.lost ?? 0,
    };
  } finally {
    for (const crowd of crowds) await crowd.end();
    await fire.close();
  }
}

/** Looks now and then until the time is over and everybody has been let go who can be expected to. */
async function watch(
  stuck: Crowd,
  stalled: number,
  lastsMs: number,
  look: () => Promise<void>,
): Promise<GroupAnswer[]> {
  const end = performance.now() + lastsMs;
  for (;;) {
    await lasts(LOOK_EVERY_MS);
    await look();
    const answers = await stuck.ask();
    const gone = answers.reduce((sum, { lost }) => sum + lost, 0);
    if (performance.now() > end || gone === stalled) return answers;
  }
}

async function rssOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Math.round(Number(stdout) / 1024);
}

export function tellStalled({ good, stalled, perSecond }: StalledOptions, result: StalledResult): string {
  const { without, beside, rssMb, closedFar, closedLive, missing, again } = result;
  return [
    `${good} good readers at ${perSecond} stories/s: p50 ${without.p50Ms} ms, p99 ${without.p99Ms} ms`,
    `beside ${stalled} stalled ones: p50 ${beside.p50Ms} ms, p99 ${beside.p99Ms} ms; missing ${missing}, twice or out of order ${again}`,
    `let go: ${closedFar} of ${Math.ceil(stalled / 2)} from far back, ${closedLive} of ${Math.floor(stalled / 2)} live`,
    `the server's memory: ${rssMb.before} MB before, at most ${rssMb.highest} MB, ${rssMb.last} MB at the end`,
  ].join("\n");
}
