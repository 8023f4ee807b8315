import { pause } from "../audience.ts";
import { rssKb } from "../measure/process-cost.ts";
import type { Bench, Row } from "../run-row.ts";
import { london, type StartSubject, stockSocketIo } from "../subjects.ts";
import { withMix } from "../with-mix.ts";

/** Two hundred stories at once: what it costs, when the last reader has the last of them, and what is left in memory. */
export const burst: Row = {
  asks: "a burst of 200 stories",
  async measure(bench) {
    const { results, repetitions } = bench;
    for (let turn = 0; turn < repetitions; turn++) {
      for (const start of [london(), stockSocketIo]) await measureOne(bench, start);
    }
    results.claimAtLeast("deliveries/s/core ÷ stock's", results.of(RATE, OURS) / results.of(RATE, STOCK), 15);
    results.claimAtMost("last reader's delay ÷ stock's", results.of(LAST, OURS) / results.of(LAST, STOCK), 0.1);
    results.claimAtMost("RSS after ÷ before", results.of(GROWTH, OURS), 1.2);
    results.claimAtMost(LOST, results.of(LOST, OURS), 0);
  },
};

const OURS = "London Daily";
const STOCK = "stock Socket.IO + Redis adapter";
const RATE = "deliveries/s/core";
const LAST = "last reader has the last story, ms";
const GROWTH = "RSS after ÷ before";
const LOST = "lost, doubled or disordered";
const BURST = 200;

async function measureOne({ stores, readers, results, undisturbed, isQuick, say }: Bench, start: StartSubject) {
  const subject = await start(stores);
  await withMix(subject, readers, async (audience) => {
    await pause(isQuick ? 0 : 3_000);
    const before = rssOf(subject.pids);
    const heard = await undisturbed(() => audience.hear({ events: BURST, times: 1, everyMs: 0 }));
    await pause(isQuick ? 0 : 2_000);
    const rate = heard.deliveries / (heard.cpuMs / 1_000);
    say(`${subject.name}: ${Math.round(rate)}/s/core, last reader ${Math.round(heard.lastMs[0] ?? 0)} ms`);
    results.add(RATE, subject.name, rate);
    results.add("CPU µs per delivery", subject.name, heard.cpuUsPerDelivery);
    results.add(LAST, subject.name, heard.lastMs[0] ?? Number.NaN);
    results.add("RSS after, MB", subject.name, rssOf(subject.pids) / 1_024);
    results.add(GROWTH, subject.name, rssOf(subject.pids) / before);
    results.add(LOST, subject.name, heard.lost);
  });
}

function rssOf(pids: number[]): number {
  return pids.reduce((sum, pid) => sum + rssKb(pid), 0);
}
