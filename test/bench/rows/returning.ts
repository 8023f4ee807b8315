import { openAudience, p99, pause } from "../audience.ts";
import { missing } from "../load/arrivals.ts";
import type { Manner } from "../load/comeback.ts";
import { monotonicMs } from "../load/monotonic.ts";
import { startPaper } from "../paper.ts";
import type { Bench, Row } from "../run-row.ts";
import type { Subject } from "../subjects.ts";
import { watchWireQueries } from "../watch-queries.ts";
import { openWireFeed } from "../wire-feed.ts";

/**
 * One of two servers is killed, and all its readers come to the other one with their cursors, while the wire moves: how
 * long until each of them has everything, what the store is asked, and what those notice who were there already.
 */
export const returning: Row = {
  asks: "everybody of a server that was killed returns to another one",
  async measure(bench) {
    const { results, repetitions } = bench;
    for (let turn = 0; turn < repetitions; turn++) {
      for (const manner of [CONTRACT, STOCK]) await measureOne(bench, manner);
    }
    results.claimAtMost("until all are live, our client, s", results.of(LIVE, CONTRACT), 15);
    results.claimAtMost("until all are live, the stock client, s", results.of(LIVE, STOCK), 30);
    for (const manner of [CONTRACT, STOCK]) {
      results.claimAtMost(`queries, ${manner}`, results.of(QUERIES, manner), 10);
      results.claimAtMost(`p99 of the others, ${manner}, ms`, results.of(OTHERS, manner), 1_000);
      results.claimAtMost(`lost, doubled or disordered, ${manner}`, results.of(LOST, manner), 0);
    }
  },
};

const CONTRACT: Manner = "as the contract says";
const STOCK: Manner = "as stock";
const LIVE = "until all are live, s";
const QUERIES = "queries of servers about the wire";
const OTHERS = "p99 of a delivery to the others, ms";
const LOST = "lost, doubled or disordered";
const OTHER_READERS = 500;
const PACE_MS = 200;

async function measureOne({ stores, readers, results, isQuick, say, undisturbed }: Bench, manner: Manner) {
  const paper = await startPaper(stores, { servers: 2, workers: 0 });
  const feed = await openWireFeed(stores, paper.redisPrefix);
  const [dying, staying] = paper.ports.map(
    (port): Subject => ({
      name: manner,
      dialect: "london",
      ports: [port],
      pids: [],
      publish: feed.publish,
      stop: feed.close,
    }),
  );
  if (!dying || !staying) throw new Error("there are not two servers");
  const [audience, others] = [await openAudience(dying, manner), await openAudience(staying)];
  try {
    await audience.join("prompt", readers);
    await others.join("prompt", isQuick ? 50 : OTHER_READERS);
    await pause(1_000);
    const watch = await watchWireQueries(stores);
    const times = (isQuick ? 8_000 : 20_000) / PACE_MS;
    const { liveMs, otherMs, lost } = await undisturbed(async () => {
      await audience.crowd.ask({ ask: "count" });
      const hearing = others.hear({ events: 1, times, everyMs: PACE_MS });
      await audience.crowd.ask({ ask: "turn", ports: staying.ports });
      const killedAt = monotonicMs();
      await paper.servers[0]?.kill();
      const back = await audience.crowd.ask({ ask: "awaitBack", lost: readers, withinMs: 60_000 });
      const liveMs = monotonicMs() - killedAt;
      const heard = await hearing;
      const { groups, up } = await audience.crowd.ask({ ask: "await", events: times, withinMs: 30_000 });
      const lost = heard.lost + missing(groups.prompt, times) + groups.prompt.disordered + (readers - up);
      return { liveMs: back.up === readers ? liveMs : Number.NaN, otherMs: heard.eachMs, lost };
    });
    say(`${manner}: all live after ${(liveMs / 1_000).toFixed(1)} s, lost ${lost}`);
    results.add(LIVE, manner, liveMs / 1_000);
    results.add(OTHERS, manner, p99(otherMs));
    results.add(QUERIES, manner, await watch());
    results.add(LOST, manner, lost);
  } finally {
    await Promise.all([audience.leave(), others.leave()]);
    await feed.close();
    await paper.stop();
  }
}
