import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { cpuOf, pause, publishAtPace } from "../audience.ts";
import type { PageOrder } from "../load/page-load.ts";
import type { Bench, Row } from "../run-row.ts";
import { london } from "../subjects.ts";

/** The front page for as many as ask, while the wire moves five times a second, so that the page is old as often. */
export const frontPage: Row = {
  asks: "front pages a second and core, the wire moving 5/s",
  async measure(bench) {
    for (let turn = 0; turn < bench.repetitions; turn++) await measureOne(bench);
    bench.results.claimAtLeast("pages/s/core", bench.results.of(RATE, OURS), 2_000);
    bench.results.claimAtMost("answers that were no page", bench.results.of(REFUSED, OURS), 0);
  },
};

const OURS = "London Daily";
const RATE = "pages/s/core";
const REFUSED = "answers that were no page";
const CONNECTIONS = 64;

interface Counts {
  pages: number;
  bytes: number;
  refused: number;
}

async function measureOne({ stores, results, undisturbed, isQuick, say }: Bench) {
  const subject = await london()(stores);
  await subject.publish(100);
  const readers = await startPageLoad({ port: subject.ports[0] ?? 0, path: "/", connections: CONNECTIONS });
  try {
    await pause(1_000);
    const { rate, perPage, refused } = await undisturbed(async () => {
      const before = { ...(await readers.counts()), cpu: cpuOf(subject) };
      await publishAtPace(isQuick ? 5 : 40, 200, () => subject.publish(1));
      const after = await readers.counts();
      const pages = after.pages - before.pages;
      const rate = pages / ((cpuOf(subject) - before.cpu) / 1_000);
      return { rate, perPage: (after.bytes - before.bytes) / pages, refused: after.refused };
    });
    say(`${Math.round(rate)} pages/s/core`);
    results.add(RATE, OURS, rate);
    results.add("bytes a page, brotli, with its headers", OURS, perPage);
    results.add(REFUSED, OURS, refused);
  } finally {
    readers.end();
    await subject.stop();
  }
}

async function startPageLoad(order: PageOrder) {
  const program = fileURLToPath(new URL("../load/page-load.ts", import.meta.url));
  const child = fork(program, [JSON.stringify(order)], { execPath: process.execPath, execArgv: [] });
  await once(child, "spawn");
  return {
    counts: async (): Promise<Counts> => {
      child.send("counts");
      const [counts] = await once(child, "message");
      return counts as Counts;
    },
    end: () => void child.kill("SIGKILL"),
  };
}
