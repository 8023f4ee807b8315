import { openAudience, pause } from "../audience.ts";
import type { Bench, Row } from "../run-row.ts";
import { london, type StartSubject } from "../subjects.ts";

/** The same readers on one server, and shared by two: whether a second one is paid for with more than its share. */
export const twoServers: Row = {
  asks: "CPU per delivery on two servers, beside one",
  async measure(bench) {
    const { results, repetitions } = bench;
    for (let turn = 0; turn < repetitions; turn++) {
      for (const start of [london(2), london(1)]) await measureOne(bench, start);
    }
    const ratio = results.of(CPU, "London Daily, 2 servers") / results.of(CPU, "London Daily");
    results.claimAtMost("CPU per delivery on two ÷ on one", ratio, 1.1);
    results.claimAtMost(LOST, results.of(LOST, "London Daily, 2 servers"), 0);
  },
};

const CPU = "CPU µs per delivery";
const LOST = "lost, doubled or disordered";

async function measureOne({ stores, readers, results, undisturbed, isQuick, say }: Bench, start: StartSubject) {
  const subject = await start(stores);
  const audience = await openAudience(subject);
  try {
    await audience.join("prompt", readers);
    await pause(isQuick ? 0 : 2_000);
    const heard = await undisturbed(() => audience.hear({ events: 1, times: isQuick ? 10 : 40, everyMs: 200 }));
    say(`${subject.name}: ${heard.cpuUsPerDelivery.toFixed(2)} µs`);
    results.add(CPU, subject.name, heard.cpuUsPerDelivery);
    results.add(LOST, subject.name, heard.lost);
  } finally {
    await audience.leave();
    await subject.stop();
  }
}
