import { openAudience, pause } from "../audience.ts";
import { missing } from "../load/arrivals.ts";
import { monotonicMs } from "../load/monotonic.ts";
import { openNewsroom } from "../newsroom.ts";
import { startPaper } from "../paper.ts";
import type { Bench, Row } from "../run-row.ts";

/** Stories posted as fast as they are taken, until the last reader has the last of them; with one worker and with four. */
export const publishes: Row = {
  asks: "publishes a second through the whole way, one worker and four",
  async measure(bench) {
    const { results, repetitions } = bench;
    for (let turn = 0; turn < repetitions; turn++) {
      for (const workers of [1, 4]) await measureOne(bench, workers);
    }
    const [one, four] = [results.of(RATE, named(1)), results.of(RATE, named(4))];
    results.claimAtLeast("publishes/s with one worker", one, 300);
    results.claimAtLeast("with four ÷ with one", four / one, 0.9);
    for (const workers of [1, 4]) results.claimAtMost(`holes, ${named(workers)}`, results.of(HOLES, named(workers)), 0);
  },
};

const RATE = "publishes/s, POST to the last of 100 screens";
const HOLES = "missing or disordered";
const READERS = 100;
const EDITORS = 16;
const named = (workers: number): string => (workers === 1 ? "one worker" : `${workers} workers`);

async function measureOne({ stores, results, undisturbed, isQuick, say }: Bench, workers: number) {
  const paper = await startPaper(stores, { servers: 1, workers });
  const newsroom = openNewsroom({ port: paper.ports[0] ?? 0, token: paper.token }, EDITORS);
  const pids = paper.servers.map(({ pid }) => pid);
  const subject = { name: named(workers), dialect: "london" as const, ports: paper.ports, pids };
  const audience = await openAudience({ ...subject, publish: async () => 0, stop: async () => {} });
  try {
    await audience.join("prompt", READERS);
    await postFor(newsroom.posts, 500); // everything is cold at first
    await pause(1_000);
    const { rate, accepted, holes } = await undisturbed(async () => {
      await audience.crowd.ask({ ask: "count" });
      const startedAt = monotonicMs();
      const accepted = await postFor(newsroom.posts, isQuick ? 1_000 : 5_000);
      const acceptedMs = monotonicMs() - startedAt;
      const { groups } = await audience.crowd.ask({ ask: "await", events: accepted, withinMs: 30_000 });
      const lastMs = (groups.prompt.lastAt[accepted] ?? Number.NaN) - startedAt;
      const holes = missing(groups.prompt, accepted) + groups.prompt.disordered;
      return { rate: (accepted / lastMs) * 1_000, accepted: (accepted / acceptedMs) * 1_000, holes };
    });
    say(`${subject.name}: ${Math.round(rate)}/s`);
    results.add(RATE, subject.name, rate);
    results.add("accepted/s", subject.name, accepted);
    results.add(HOLES, subject.name, holes);
  } finally {
    await audience.leave();
    newsroom.close();
    await paper.stop();
  }
}

/** Posts for so long, always as many at once as there are editors; returns how many were accepted. */
async function postFor(post: () => Promise<void>, forMs: number): Promise<number> {
  const end = performance.now() + forMs;
  let accepted = 0;
  const editor = async (): Promise<void> => {
    while (performance.now() < end) {
      await post();
      accepted++;
    }
  };
  await Promise.all(Array.from({ length: EDITORS }, editor));
  return accepted;
}
