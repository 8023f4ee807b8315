import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repeat } from "../../../core/process/repeat.ts";
import { eventually } from "../../support/deadline.ts";
import { createFirePublisher } from "../actors/fire-publisher.ts";
import { readHead } from "../checker/read-wire.ts";
import { type ComposedPaper, type Scale, startComposedPaper } from "../composed/composed-paper.ts";
import type { Group, GroupAnswer } from "../crowd/crowd-order.ts";
import { startCrowd } from "../crowd/start-crowd.ts";
import { lasts } from "../fire/lasts.ts";
import { createEnds } from "../fire/own-stores.ts";
import { startAsked } from "../fire/start-asked.ts";
import type { FollowersAnswer, FollowersOrder, FollowersQuestion } from "./followers.ts";
import { type StockPair, startStockPair } from "./stock-pair.ts";

/*
 * A deploy at noon: every server and every worker is told to leave and is started again, one after the other, while
 * stories go on and readers are connected, all of them by the paper's own client, behind HAProxy. Two nodes of stock Socket.IO
 * with the Redis adapter are replaced in the same minutes behind the same configuration.
 */

export interface RolloutOptions extends Scale {
  /** Ours; as many are at the stock nodes, unless `stockReaders` says otherwise. */
  readers: number;
  stockReaders?: number;
  perSecond: number;
  /** Rolling restarts. */
  rounds: number;
  /** Before the first, to know what is usual. */
  calmMs: number;
}

export interface RolloutResult {
  rounds: number;
  stories: number;
  readers: number;
  stockReaders: number;
  stockStories: number;
  calm: FollowersAnswer;
  /** While everything was replaced, and the counts of the whole. */
  ours: FollowersAnswer;
  stock: GroupAnswer;
  /** Of a whole round, the longest. */
  roundMs: number;
}

const COUNTED = 20_000;
const LIVE_WITHIN_MS = 120_000;
const STOCK = "stock";
const STOCK_EPOCH = "000000000000";

export async function showRollout(
  options: RolloutOptions,
  report: (line: string) => void = () => {},
): Promise<RolloutResult> {
  const { readers, stockReaders = readers, perSecond, rounds, calmMs } = options;
  const ends = createEnds();
  try {
    const paper = await startComposedPaper(options);
    ends.add("paper", paper.close);
    const stockFolder = join(paper.folder, "stock");
    await mkdir(stockFolder);
    const pair = await startStockPair(stockFolder, ends.add);

    const { top: base } = await readHead(paper.truth);
    const order: FollowersOrder = { url: paper.url, readers, base, count: COUNTED };
    const path = fileURLToPath(new URL("./followers.ts", import.meta.url));
    const followers = startAsked<FollowersQuestion, FollowersAnswer>(path, order);
    ends.add("followers", () => followers.end({ isEnd: true }));
    const group: Group = {
      ...{ name: STOCK, urls: [pair.url], dialect: "stock", readers: stockReaders, base: 0, count: COUNTED },
      ...{ cutEveryMs: 0, cutForMs: 0, stalls: "no", from: null },
    };
    const crowd = startCrowd({ groups: [group] });
    ends.add("crowd", () => crowd.end());
    const allLive = async () => ((await followers.ask({})).live === readers ? true : undefined);
    await eventually("every reader live", allLive, LIVE_WITHIN_MS);
    await crowd.isLive(LIVE_WITHIN_MS);

    const ledger = join(paper.folder, "publisher.jsonl");
    const publisher = createFirePublisher({ urls: [paper.url], token: paper.editorToken, ledger, isPlain: true });
    ends.add("publisher", () => publisher.close());
    const stock = emitTo(pair, perSecond);
    ends.add("stock's stories", stock.stop);
    publisher.begins(perSecond);
    await lasts(calmMs);
    const calm = await followers.ask({ marks: true });
    let roundMs = 0;
    for (let round = 1; round <= rounds; round++) {
      const from = performance.now();
      await Promise.all([replaceAll(paper), replaceNodes(pair)]);
      roundMs = Math.max(roundMs, Math.round(performance.now() - from));
      const { live, lately } = await followers.ask({});
      const took = `${((performance.now() - from) / 1_000).toFixed(0)} s`;
      report(`round ${round}: ${took}, ${live} live, p99 ${lately.p99Ms} ms, longest ${lately.longestMs} ms`);
    }
    await publisher.finishes();
    await stock.stop();
    await eventually("every reader live", allLive, LIVE_WITHIN_MS);
    const { top } = await readHead(paper.truth);
    const whole = async () => {
      const answer = await followers.ask({ upTo: top });
      return answer.missing === 0 ? answer : undefined;
    };
    const ours = await eventually("everything with everybody", whole).catch(() => followers.ask({ upTo: top }));
    return {
      ...{ rounds, stories: top - base, readers, stockReaders, stockStories: stock.sent(), calm, ours, roundMs },
      stock: await crowd.group(STOCK, { upTo: stock.sent() }),
    };
  } finally {
    await ends.close();
  }
}

/** SIGTERM to one after the other, each started again in its place before the next is asked. */
async function replaceAll({ servers, workers }: ComposedPaper): Promise<void> {
  for (const each of [...servers, ...workers]) {
    await each.leave();
    await each.start();
  }
}

async function replaceNodes({ nodes }: StockPair): Promise<void> {
  for (const node of nodes) {
    await node.leave();
    await node.start();
  }
}

function emitTo(pair: StockPair, perSecond: number): { sent(): number; stop(): Promise<void> } {
  let seq = 0;
  const stop = repeat(1_000 / perSecond, async () => {
    const text = { headline: "A story for stock readers", standfirst: "", excerpt: "Some text.", section: "uk" };
    const story = { id: randomUUID(), rev: 1, status: "published", ...text, urgency: "routine" };
    await pair.emit({ epoch: STOCK_EPOCH, seq: ++seq, at: new Date().toISOString(), kind: "new", story });
  });
  return { sent: () => seq, stop };
}

/** As a table of Markdown. */
export function tellRollout(result: RolloutResult): string {
  const { rounds, stories, readers, stockReaders, stockStories, calm, ours, stock, roundMs } = result;
  const row = (name: string, due: number, lost: number, again: number, delays: string) =>
    `| ${name} | ${due} | ${lost} (${((lost / Math.max(1, due)) * 100).toFixed(2)} %) | ${again} | ${delays} |`;
  return [
    `${rounds} rolling restarts, the longest took ${(roundMs / 1_000).toFixed(0)} s; ${stories} stories`,
    "| | deliveries due | lost | twice | p50, p99, longest (ms) |",
    "|---|---|---|---|---|",
    row("ours, calm", 0, 0, 0, `${calm.p50Ms}, ${calm.p99Ms}, ${calm.longestMs}`),
    row(
      "ours",
      stories * readers,
      ours.missing,
      ours.again + ours.disordered,
      `${ours.p50Ms}, ${ours.p99Ms}, ${ours.longestMs}`,
    ),
    row(
      "stock Socket.IO",
      stockStories * stockReaders,
      stock.missing,
      stock.again,
      `${stock.p50Ms}, ${stock.p99Ms}, ${stock.longestMs}`,
    ),
    `added delay at the 99th percentile: ${ours.p99Ms - calm.p99Ms} ms`,
  ].join("\n");
}
