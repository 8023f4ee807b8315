import { p99, pause } from "../audience.ts";
import { median } from "../measure/spread.ts";
import type { Bench, Row } from "../run-row.ts";
import { london, type StartSubject, stockSocketIo } from "../subjects.ts";
import { withMix } from "../with-mix.ts";

/** Fifty stories a second for five seconds: whether the server keeps up, and how late a story is. */
export const sustained: Row = {
  asks: "50 stories a second for 5 s",
  async measure(bench) {
    const { results, repetitions } = bench;
    for (let turn = 0; turn < repetitions; turn++) {
      for (const start of [london(), stockSocketIo]) await measureOne(bench, start);
    }
    results.claimAtMost("p99 of a delivery, ms", results.of(P99, OURS), 300);
    results.claimAtMost(LOST, results.of(LOST, OURS), 0);
  },
};

const OURS = "London Daily";
const P99 = "p99 of a delivery, ms";
const LOST = "lost, doubled or disordered";

async function measureOne({ stores, readers, results, undisturbed, isQuick, say }: Bench, start: StartSubject) {
  const subject = await start(stores);
  await withMix(subject, readers, async (audience) => {
    await audience.hear({ events: 1, times: 5, everyMs: 200 }); // all is cold at first
    await pause(isQuick ? 0 : 2_000);
    const heard = await undisturbed(() => audience.hear({ events: 1, times: 250, everyMs: 20 }));
    say(`${subject.name}: p99 ${Math.round(p99(heard.eachMs))} ms, lost ${heard.lost}`);
    results.add(P99, subject.name, p99(heard.eachMs));
    results.add("median of a delivery, ms", subject.name, median(heard.eachMs));
    results.add("CPU µs per delivery", subject.name, heard.cpuUsPerDelivery);
    results.add(LOST, subject.name, heard.lost);
  });
}
