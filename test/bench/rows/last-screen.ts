import { p99, pause } from "../audience.ts";
import { monotonicMs } from "../load/monotonic.ts";
import { median } from "../measure/spread.ts";
import { openNewsroom } from "../newsroom.ts";
import { startPaper } from "../paper.ts";
import type { Bench, Row } from "../run-row.ts";
import { type Subject, startAnchor } from "../subjects.ts";
import { withMix } from "../with-mix.ts";

/**
 * From an editor's POST until the last reader has the story. The anchor has the same way in, queue, worker and channel;
 * only its last step is stock: a Socket.IO server that emits what the channel brings.
 */
export const lastScreen: Row = {
  asks: "POST → last screen, a story every 2 s",
  async measure(bench) {
    const { results, repetitions } = bench;
    for (let turn = 0; turn < repetitions; turn++) {
      for (const isStock of [false, true]) await measureOne(bench, isStock);
    }
    results.claimAtMost("median ÷ stock fan-out's", results.of(MEDIAN, OURS) / results.of(MEDIAN, STOCK), 0.8);
    results.claimAtMost("p99 ÷ stock fan-out's", results.of(P99, OURS) / results.of(P99, STOCK), 0.6);
    results.claimAtMost(LOST, results.of(LOST, OURS), 0);
  },
};

const OURS = "London Daily";
const STOCK = "the same way, stock fan-out";
const MEDIAN = "POST → last screen, median ms";
const P99 = "POST → last screen, p99 ms";
const LOST = "lost, doubled or disordered";

async function measureOne({ stores, readers, results, undisturbed, isQuick, say }: Bench, isStock: boolean) {
  const paper = await startPaper(stores, { servers: 1, workers: 1 });
  const order = { redisUrl: stores.redisUrl, key: "", wirePrefix: paper.redisPrefix };
  const anchor = isStock ? await startAnchor("stock-socket-io", order) : null;
  const newsroom = openNewsroom({ port: paper.ports[0] ?? 0, token: paper.token });
  const subject: Subject = {
    name: anchor ? STOCK : OURS,
    dialect: anchor ? "socket.io" : "london",
    ports: anchor ? [anchor.port] : paper.ports,
    pids: anchor ? [anchor.pid] : paper.servers.map(({ pid }) => pid),
    publish: async () => {
      const postedAt = monotonicMs();
      await newsroom.posts();
      return postedAt;
    },
    stop: async () => {
      newsroom.close();
      await anchor?.stop();
      await paper.stop();
    },
  };
  await withMix(subject, readers, async (audience) => {
    await subject.publish(1); // the first one finds everything cold
    await pause(1_000);
    const times = isQuick ? 5 : 15;
    const heard = await undisturbed(() => audience.hear({ events: 1, times, everyMs: isQuick ? 500 : 2_000 }));
    say(`${subject.name}: median ${Math.round(median(heard.lastMs))} ms`);
    results.add(MEDIAN, subject.name, median(heard.lastMs));
    results.add(P99, subject.name, p99(heard.lastMs));
    results.add("POST → first screen, median ms", subject.name, median(heard.firstMs));
    results.add(LOST, subject.name, heard.lost);
  });
}
