import { openAudience, pause } from "../audience.ts";
import { median } from "../measure/spread.ts";
import { mixOf } from "../mix.ts";
import type { Bench, Row } from "../run-row.ts";
import { london, rawWs, type StartSubject, stockSocketIo } from "../subjects.ts";

/**
 * What a delivery costs the server's CPU when five stories come a second. First on WebSocket alone, where all three can be
 * compared; then with the readers that poll.
 */
export const paced: Row = {
  asks: "CPU per delivery, 5 stories a second",
  async measure(bench) {
    const { results, repetitions } = bench;
    for (let turn = 0; turn < repetitions; turn++) {
      for (const start of [london(), stockSocketIo, rawWs]) await measureOne(bench, start);
    }
    const ours = results.of(CPU, "London Daily");
    results.claimAtMost("CPU per delivery ÷ stock's", ours / results.of(CPU, STOCK), 0.75);
    results.claimAtMost("CPU per delivery ÷ raw ws's", ours / results.of(CPU, "raw ws"), 1);
    results.claimAtMost("lost, doubled or disordered", results.of(LOST, "London Daily"), 0);
  },
};

const STOCK = "stock Socket.IO + Redis adapter";
const CPU = "CPU µs per delivery";
const CPU_MIXED = "CPU µs per delivery, 5 % of the readers polling";
const LOST = "lost, doubled or disordered";

async function measureOne({ stores, readers, results, undisturbed, isQuick, say }: Bench, start: StartSubject) {
  const subject = await start(stores);
  const audience = await openAudience(subject);
  try {
    const { prompt, slow, polling } = mixOf(readers);
    await audience.join("prompt", prompt);
    await audience.join("slow", slow);
    await pause(isQuick ? 0 : 2_000);
    const pace = { events: 1, times: isQuick ? 10 : 40, everyMs: 200 };
    const heard = await undisturbed(() => audience.hear(pace));
    say(`${subject.name}: ${heard.cpuUsPerDelivery.toFixed(2)} µs`);
    results.add(CPU, subject.name, heard.cpuUsPerDelivery);
    results.add("last reader, median ms", subject.name, median(heard.lastMs));
    let { lost } = heard;
    if (subject.dialect !== "ws") {
      await audience.join("polling", polling);
      const mixed = await undisturbed(() => audience.hear({ ...pace, times: pace.times / 2 }));
      results.add(CPU_MIXED, subject.name, mixed.cpuUsPerDelivery);
      lost += mixed.lost;
    }
    results.add(LOST, subject.name, lost);
  } finally {
    await audience.leave();
    await subject.stop();
  }
}
