import { eventually } from "../../support/deadline.ts";
import type { Group } from "../crowd/crowd-order.ts";
import { type Crowd, startCrowd } from "../crowd/start-crowd.ts";
import { lasts } from "../fire/lasts.ts";
import { startUnderFire } from "../fire/under-fire.ts";

/*
 * A server is killed, and everybody it had comes to the other one at once, while stories go on coming and others read
 * there. The killed one stays down until all are back: the other has to take them alone.
 */

export interface ReturnOptions {
  returning: number;
  /** Readers of the other server all along. */
  staying: number;
  perSecond: number;
  /** Before the kill, to know what is usual. */
  calmMs: number;
}

export interface ReturnResult {
  /** From the kill until everybody is live again. */
  backMs: number;
  /** How many came back within which second. */
  bySecond: number[];
  /** What the servers asked PostgreSQL meanwhile, but for what they also ask when nobody returns. */
  queries: string[];
  /** Of those who stayed: before, and while the others came. */
  calm: { p50Ms: number; p99Ms: number };
  stormy: { p50Ms: number; p99Ms: number; longestMs: number };
  missing: number;
  again: number;
}

const RETURNING = "returning";
const STAYING = "staying";
const COUNTED = 2_000;
/** So much of a query tells which it is; the rest grows with the number of rows. */
const KIND_LENGTH = 40;
const IS_LONG_MS = 60_000;

export async function showReturn({ returning, staying, perSecond, calmMs }: ReturnOptions): Promise<ReturnResult> {
  const fire = await startUnderFire({ mix: {}, servers: 2, isPlain: true });
  let crowd: Crowd | undefined;
  try {
    const { top: base } = await fire.head();
    const [killed = "", other = ""] = fire.serverUrls;
    const [victim] = fire.servers;
    const group = (name: string, urls: string[], readers: number): Group => ({
      ...{ name, urls, readers, dialect: "paper", base, count: COUNTED, stalls: "no", from: null },
      ...{ cutEveryMs: 0, cutForMs: 0 },
    });
    crowd = startCrowd({ groups: [group(RETURNING, [killed, other], returning), group(STAYING, [other], staying)] });
    await crowd.isLive(IS_LONG_MS);
    fire.publisher.begins(perSecond);
    await crowd.ask({ marks: true });
    fire.storeCalls.take();
    await lasts(calmMs);
    const calm = await crowd.group(STAYING, { marks: true });
    const usual = fire.storeCalls.take();
    const killedAt = performance.now();
    await victim?.kill();
    const bySecond = await untilBack(crowd, returning, killedAt);
    const backMs = Math.round(performance.now() - killedAt);
    const queries = beyond(fire.storeCalls.take(), usual, backMs / calmMs);
    const stormy = await crowd.group(STAYING);

    await fire.publisher.finishes();
    const { top } = await fire.head();
    const ends = await eventually("everybody at the top", async () => {
      const answers = await crowd?.ask({ upTo: top });
      return answers?.every(({ missing }) => missing === 0) ? answers : undefined;
    }).catch(async () => (await crowd?.ask({ upTo: top })) ?? []);
    return {
      ...{ backMs, bySecond, queries, calm, stormy },
      missing: ends.reduce((sum, { missing }) => sum + missing, 0),
      again: ends.reduce((sum, { again, disordered }) => sum + again + disordered, 0),
    };
  } finally {
    await crowd?.end();
    await fire.close();
  }
}

/** Waits until all are live again; returns how many were, at the end of each second. */
async function untilBack(crowd: Crowd, returning: number, from: number): Promise<number[]> {
  const bySecond: number[] = [];
  await eventually("the loss of the server noticed", async () =>
    (await crowd.group(RETURNING)).live < returning ? true : undefined,
  );
  const look = async () => {
    const { live } = await crowd.group(RETURNING);
    const seconds = Math.floor((performance.now() - from) / 1_000);
    while (bySecond.length < seconds) bySecond.push(live);
    return live === returning ? true : undefined;
  };
  await eventually("everybody back", look, IS_LONG_MS).catch((failure: Error) => console.error(failure.message));
  return bySecond;
}

/** What was asked more often than usual, taking into account how much longer or shorter this lasted. */
function beyond(queries: string[], usual: string[], share: number): string[] {
  const kindOf = (text: string): string => text.trim().slice(0, KIND_LENGTH);
  const usually = Map.groupBy(usual, kindOf);
  return [...Map.groupBy(queries, kindOf)].flatMap(([kind, asked]) =>
    asked.slice(Math.ceil((usually.get(kind)?.length ?? 0) * share)),
  );
}

export function tellReturn(options: ReturnOptions, result: ReturnResult): string {
  const { backMs, bySecond, queries, calm, stormy, missing, again } = result;
  return [
    `${options.returning} readers returned; all live after ${backMs} ms; live at the end of each second: ${bySecond.join(", ")}`,
    `queries to PostgreSQL for it: ${queries.length}`,
    ...queries.map((text) => `  ${text.replace(/\s+/g, " ").slice(0, 120)}`),
    `${options.staying} who stayed: p50 ${calm.p50Ms} ms, p99 ${calm.p99Ms} ms before;`,
    `  p50 ${stormy.p50Ms} ms, p99 ${stormy.p99Ms} ms, longest ${stormy.longestMs} ms while the others came`,
    `missing at the end: ${missing}; twice or out of order: ${again}`,
  ].join("\n");
}
