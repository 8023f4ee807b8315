import { type Audience, openAudience, pause } from "../audience.ts";
import { median } from "../measure/spread.ts";
import { mixOf } from "../mix.ts";
import type { Bench, Row } from "../run-row.ts";
import { london, rawWs, type Subject, stockSocketIo } from "../subjects.ts";

/**
 * What a delivery costs the server's CPU when five stories come a second. All three have their readers from the start
 * and are heard in turn, some seconds each, so that what the machine does otherwise meets all of them alike. First on
 * WebSocket alone, where all can be compared; then with the readers that poll.
 */
export const paced: Row = {
  asks: "CPU per delivery, 5 stories a second",
  async measure(bench) {
    const { results } = bench;
    const opened = await openAll(bench);
    try {
      await hearInTurn(bench, opened, CPU);
      const polled = opened.filter(({ subject }) => subject.dialect !== "ws");
      for (const { audience } of polled) await audience.join("polling", mixOf(bench.readers).polling);
      await hearInTurn(bench, polled, CPU_MIXED);
    } finally {
      await Promise.all(opened.map(({ audience }) => audience.leave()));
      await Promise.all(opened.map(({ subject }) => subject.stop()));
    }
    const ours = results.of(CPU, "London Daily");
    results.claimAtMost("CPU per delivery ÷ stock's", ours / results.of(CPU, STOCK), 0.75);
    results.claimAtMost("CPU per delivery ÷ raw ws's", ours / results.of(CPU, "raw ws"), 1);
    results.claimAtMost(LOST, results.of(LOST, "London Daily"), 0);
  },
};

const STOCK = "stock Socket.IO + Redis adapter";
const CPU = "CPU µs per delivery";
const CPU_MIXED = "CPU µs per delivery, 5 % of the readers polling";
const LOST = "lost, doubled or disordered";
/** Each is short, so there can be more of them. */
const TURNS_PER_REPETITION = 2;

interface Opened {
  subject: Subject;
  audience: Audience;
}

async function openAll({ stores, readers, isQuick, say }: Bench): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const start of [london(), stockSocketIo, rawWs]) {
    const subject = await start(stores);
    const audience = await openAudience(subject);
    const { prompt, slow } = mixOf(readers);
    await audience.join("prompt", prompt);
    await audience.join("slow", slow);
    say(`${subject.name}: ${prompt + slow} readers are in`);
    opened.push({ subject, audience });
  }
  await pause(isQuick ? 0 : 2_000);
  for (const { audience } of opened) await audience.hear({ events: 1, times: 5, everyMs: 200 }); // all is cold at first
  return opened;
}

async function hearInTurn(
  { results, repetitions, undisturbed, isQuick, say }: Bench,
  opened: Opened[],
  figure: string,
) {
  const turns = isQuick ? 1 : repetitions * TURNS_PER_REPETITION;
  for (let turn = 0; turn < turns; turn++) {
    for (const { subject, audience } of opened) {
      const heard = await undisturbed(() => audience.hear({ events: 1, times: isQuick ? 5 : 15, everyMs: 200 }));
      say(`${subject.name}: ${heard.cpuUsPerDelivery.toFixed(2)} µs`);
      results.add(figure, subject.name, heard.cpuUsPerDelivery);
      if (figure === CPU) results.add("last reader, median ms", subject.name, median(heard.lastMs));
      results.add(LOST, subject.name, heard.lost);
    }
  }
}
