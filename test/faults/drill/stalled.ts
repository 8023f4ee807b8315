import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { formatCursor } from "../../../core/news/cursor.ts";
import { eventually } from "../../support/deadline.ts";
import { fillStore } from "../../support/paper/fill-wire.ts";
import type { Group } from "../crowd/crowd-order.ts";
import { type Crowd, startCrowd } from "../crowd/start-crowd.ts";
import { lasts } from "../fire/lasts.ts";
import { startUnderFire } from "../fire/under-fire.ts";

/*
 * Readers who take nothing any more beside readers who do, and then those alone. The stalled come from far back, so that more waits for
 * them at once than two kernels hold, and say all the time that they live: the server has to see that they take nothing.
 * The frozen are as a sleeping laptop is: they answer no ping.
 */

export interface StalledOptions {
  good: number;
  /** From far back. */
  stalled: number;
  frozen: number;
  perSecond: number;
  /** With and without them. */
  lastsMs: number;
}

export interface StalledResult {
  without: { p50Ms: number; p99Ms: number };
  beside: { p50Ms: number; p99Ms: number };
  /** Resident memory of the server: before they come, its highest while they are there, and the last. */
  rssMb: { before: number; highest: number; last: number };
  /** Stalled readers whom the server still has at the end. */
  stillThere: number;
  /** From the coming of the last until the server had let go of all. */
  goneAfterMs: number | null;
  missing: number;
  again: number;
}

const GOOD = "good";
const FAR = "stalled, from far back";
const FROZEN = "frozen";
const FILLED = 2_000;
const COUNTED = 20_000;
const LOOK_EVERY_MS = 500;
/** Pings come every 25 s and wait for 20 s: a frozen reader is known to be one after 45 s. */
const PATIENCE_MS = 70_000;
/** As much as a card can hold, in letters of three bytes: 2,000 of them are more than two kernels keep for one reader. */
const LONG_TEXT = "中".repeat(400);

export async function showStalled(options: StalledOptions): Promise<StalledResult> {
  const { good, stalled, frozen, perSecond, lastsMs } = options;
  const fire = await startUnderFire({ mix: {}, isPlain: true });
  const crowds: Crowd[] = [];
  try {
    const { epoch, top: start } = await fire.head();
    await fillStore(fire.query, fire.serverUrls[0] ?? "", FILLED, LONG_TEXT);
    const base = start + FILLED;
    const group = (name: string, stalls: Group["stalls"], readers: number, seq: number): Group => ({
      ...{ name, stalls, readers, from: formatCursor({ epoch, seq }), urls: fire.serverUrls, dialect: "paper" },
      ...{ base, count: COUNTED, cutEveryMs: 0, cutForMs: 0 },
    });
    const readers = startCrowd({ groups: [group(GOOD, "no", good, base)] });
    crowds.push(readers);
    await readers.isLive();
    const pid = fire.servers[0]?.pid ?? 0;
    const rssMb = { before: await rssOf(pid), highest: 0, last: 0 };
    const stuck = startCrowd({
      groups: [group(FAR, "alive", stalled, start), group(FROZEN, "frozen", frozen, base)],
    });
    crowds.push(stuck);
    await stuck.isLive();

    fire.publisher.begins(perSecond);
    await readers.ask({ marks: true });
    const end = await watch(fire.metricsUrls[0] ?? "", good, lastsMs, async () => {
      rssMb.last = await rssOf(pid);
      rssMb.highest = Math.max(rssMb.highest, rssMb.last);
    });
    const beside = await readers.group(GOOD, { marks: true });
    await lasts(lastsMs);
    const without = await readers.group(GOOD);

    await fire.publisher.finishes();
    const { top } = await fire.head();
    const all = await eventually("everybody at the top", async () => {
      const answer = await readers.group(GOOD, { upTo: top });
      return answer.missing === 0 ? answer : undefined;
    }).catch(() => readers.group(GOOD, { upTo: top }));
    return { without, beside, rssMb, ...end, missing: all.missing, again: all.again + all.disordered };
  } finally {
    for (const crowd of crowds) await crowd.end();
    await fire.close();
  }
}

/** Looks now and then, at least so long, and until the server has let go of all, or far longer than it should have. */
async function watch(metricsUrl: string, good: number, lastsMs: number, look: () => Promise<void>) {
  const from = performance.now();
  let goneAfterMs: number | null = null;
  for (;;) {
    await lasts(LOOK_EVERY_MS);
    await look();
    const stillThere = (await readersAt(metricsUrl)) - good;
    const passedMs = performance.now() - from;
    if (stillThere <= 0) goneAfterMs ??= Math.round(passedMs);
    if (passedMs > lastsMs && (goneAfterMs !== null || passedMs > PATIENCE_MS)) return { stillThere, goneAfterMs };
  }
}

async function readersAt(metricsUrl: string): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  return Number(/^london_readers\{[^}]*\} (\d+)$/m.exec(text)?.[1]);
}

async function rssOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Math.round(Number(stdout) / 1024);
}

export function tellStalled({ good, stalled, frozen, perSecond }: StalledOptions, result: StalledResult): string {
  const { without, beside, rssMb, stillThere, goneAfterMs, missing, again } = result;
  return [
    `${good} good readers at ${perSecond} stories/s: p50 ${without.p50Ms} ms, p99 ${without.p99Ms} ms`,
    `beside ${stalled} stalled and ${frozen} frozen ones: p50 ${beside.p50Ms} ms, p99 ${beside.p99Ms} ms; missing ${missing}, twice or out of order ${again}`,
    `all of these let go after ${goneAfterMs} ms; still there: ${stillThere}`,
    `the server's memory: ${rssMb.before} MB before, at most ${rssMb.highest} MB, ${rssMb.last} MB at the end`,
  ].join("\n");
}
