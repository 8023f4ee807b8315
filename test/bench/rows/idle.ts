import { type Audience, cpuOf, openAudience, pause } from "../audience.ts";
import { rssKb } from "../measure/process-cost.ts";
import type { Bench, Row } from "../run-row.ts";
import { london, type StartSubject, type Subject, stockSocketIo } from "../subjects.ts";

/** What a reader costs who only sits there: to let in, in memory, and in CPU while nothing or little happens. */
export const idle: Row = {
  asks: "memory of an idle reader, cost to let one in, CPU of a quiet server",
  async measure(bench) {
    const { results, repetitions } = bench;
    for (let turn = 0; turn < repetitions; turn++) {
      for (const start of [london(), stockSocketIo]) await measureOne(bench, start);
    }
    results.claimAtMost("kB per idle reader ÷ stock's", results.of(KB, OURS) / results.of(KB, STOCK), 1.1);
    results.claimAtMost("CPU to let one in ÷ stock's", results.of(CONNECT, OURS) / results.of(CONNECT, STOCK), 1.1);
  },
};

const OURS = "London Daily";
const STOCK = "stock Socket.IO + Redis adapter";
const KB = "kB RSS per idle reader";
const CONNECT = "CPU µs to let one in";
const IDLE_MS = 25_000;
const QUIET = { events: 1, times: 3, everyMs: 5_000 };

interface Opened {
  subject: Subject;
  audience: Audience;
}

async function measureOne(bench: Bench, start: StartSubject) {
  const { results, undisturbed, isQuick, say } = bench;
  let opened: Opened | undefined;
  const close = async () => {
    await opened?.audience.leave();
    await opened?.subject.stop();
    opened = undefined;
  };
  try {
    const letIn = await undisturbed(async () => {
      await close(); // measured again: another server, with nobody in it
      const subject = await start(bench.stores);
      opened = { subject, audience: await openAudience(subject) };
      return { ...opened, ...(await costOfLettingIn(opened, bench.readers)) };
    });
    const { subject, audience, connectUs, rssBefore } = letIn;
    const idleMs = isQuick ? 1_000 : IDLE_MS;
    const idleFrom = cpuOf(subject);
    await pause(idleMs);
    results.add(CONNECT, subject.name, connectUs);
    results.add(KB, subject.name, (rssOf(subject) - rssBefore) / bench.readers);
    results.add("CPU of an idle server, % of a core", subject.name, ((cpuOf(subject) - idleFrom) / idleMs) * 100);
    const quiet = await undisturbed(() => audience.hear({ ...QUIET, times: isQuick ? 1 : QUIET.times }));
    const quietMs = QUIET.everyMs * (QUIET.times - 1);
    if (!isQuick) {
      results.add("CPU of a quiet paper, a story each 5 s, % of a core", subject.name, (quiet.cpuMs / quietMs) * 100);
    }
    say(`${subject.name}: ${Math.round(connectUs)} µs to let one in`);
  } finally {
    await close();
  }
}

async function costOfLettingIn({ subject, audience }: Opened, readers: number) {
  await pause(1_000);
  const [rssBefore, cpuBefore] = [rssOf(subject), cpuOf(subject)];
  await audience.join("prompt", readers);
  return { rssBefore, connectUs: ((cpuOf(subject) - cpuBefore) * 1_000) / readers };
}

function rssOf({ pids }: Subject): number {
  return pids.reduce((sum, pid) => sum + rssKb(pid), 0);
}
