import { openAudience, pause } from "../audience.ts";
import { timeBareSteps } from "../bare-steps.ts";
import { monotonicMs } from "../load/monotonic.ts";
import { median } from "../measure/spread.ts";
import { openNewsroom } from "../newsroom.ts";
import { startPaper } from "../paper.ts";
import type { Bench, Row } from "../run-row.ts";
import type { Subject } from "../subjects.ts";

/** From an editor's POST until the first reader has the story, beside what its steps take when each is done alone. */
export const firstScreen: Row = {
  asks: "POST → first screen, 500 readers, a story every 2 s",
  async measure(bench) {
    for (let turn = 0; turn < bench.repetitions; turn++) {
      await measureWay(bench);
      await measureSteps(bench);
    }
    const { results } = bench;
    results.claimAtMost("median ÷ the sum of the bare steps", results.of(WAY, OURS) / results.of(SUM, STEPS), 2);
  },
};

const OURS = "London Daily";
const STEPS = "bare steps";
const WAY = "POST → first screen, median ms";
const SUM = "commit + queue + channel, median ms";
const READERS = 500;

/** The first ones find everything cold, and a server that has been there for a day does not. */
function paceOf(isQuick: boolean) {
  return isQuick ? { times: 5, everyMs: 500, warmUp: 5 } : { times: 15, everyMs: 2_000, warmUp: 100 };
}

async function measureWay({ stores, results, undisturbed, isQuick, say }: Bench) {
  const paper = await startPaper(stores, { servers: 1, workers: 1 });
  const newsroom = openNewsroom({ port: paper.ports[0] ?? 0, token: paper.token });
  const answeredMs: number[] = [];
  const subject: Subject = {
    ...{ name: OURS, dialect: "london", ports: paper.ports, pids: paper.servers.map(({ pid }) => pid) },
    publish: async () => {
      const postedAt = monotonicMs();
      await newsroom.posts();
      answeredMs.push(monotonicMs() - postedAt);
      return postedAt;
    },
    stop: async () => {
      newsroom.close();
      await paper.stop();
    },
  };
  const audience = await openAudience(subject);
  try {
    await audience.join("prompt", READERS);
    const { warmUp, ...pace } = paceOf(isQuick);
    for (let turn = 0; turn < warmUp; turn++) await subject.publish(1);
    await pause(1_000);
    const heard = await undisturbed(() => audience.hear({ events: 1, ...pace }));
    say(`median ${median(heard.firstMs).toFixed(1)} ms`);
    results.add(WAY, OURS, median(heard.firstMs));
    results.add("POST → last of 500 screens, median ms", OURS, median(heard.lastMs));
    results.add("POST → 201, median ms", OURS, median(answeredMs.slice(warmUp)));
  } finally {
    await audience.leave();
    await subject.stop();
  }
}

async function measureSteps({ stores, results, undisturbed, isQuick }: Bench) {
  const { commitMs, queueMs, channelMs } = await undisturbed(() => timeBareSteps(stores, paceOf(isQuick)));
  const steps = [median(commitMs), median(queueMs), median(channelMs)] as const;
  results.add("commit, median ms", STEPS, steps[0]);
  results.add("BullMQ add → taken, median ms", STEPS, steps[1]);
  results.add("PUBLISH → heard, median ms", STEPS, steps[2]);
  results.add(SUM, STEPS, steps[0] + steps[1] + steps[2]);
}
