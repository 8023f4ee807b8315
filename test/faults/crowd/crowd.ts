import { repeat } from "../../../core/process/repeat.ts";
import type { CrowdOrder, CrowdQuestion, Group, GroupAnswer } from "./crowd-order.ts";
import { type CrowdReader, createCrowdReader, type GroupCounts } from "./crowd-reader.ts";
import { createDelays, type Delays } from "./delays.ts";

/* The crowd's process: begun with its order as the only argument, asked over IPC, one answer a question. */

const TICK_MS = 20;
const OPENED_PER_MS = 1;

interface Member {
  group: Group;
  counts: GroupCounts;
  delays: Delays;
  readers: CrowdReader[];
}

const { groups } = JSON.parse(process.argv[2] ?? "") as CrowdOrder;
const members = groups.map(gather);
const stop = repeat(TICK_MS, () => {
  const now = performance.now();
  for (const { readers } of members) for (const reader of readers) reader.tick(now);
});

function gather(group: Group): Member {
  const delays = createDelays();
  const zero = { live: 0, opened: 0, lost: 0, cuts: 0, arrivals: 0, again: 0, disordered: 0 };
  const counts = { ...zero, took: delays.add };
  const from = performance.now();
  const readers = Array.from({ length: group.readers }, (_, i) =>
    createCrowdReader(group, counts, from + i / OPENED_PER_MS),
  );
  return { group, counts, delays, readers };
}

function answer({ group, counts, delays, readers }: Member, { upTo }: CrowdQuestion): GroupAnswer {
  const { took, ...counted } = counts;
  const missing = upTo === undefined ? 0 : readers.reduce((sum, reader) => sum + reader.missing(upTo), 0);
  const delay = { p50Ms: delays.share(0.5), p99Ms: delays.share(0.99), longestMs: delays.share(1) };
  return { name: group.name, ...counted, missing, ...delay };
}

function follow({ cuts, marks }: CrowdQuestion): void {
  const now = performance.now();
  for (const { delays, readers } of members) {
    if (marks) delays.forget();
    if (cuts === true) for (const reader of readers) reader.cutsFrom(now);
    if (cuts === false) for (const reader of readers) reader.cutsNoMore();
  }
}

async function end(): Promise<void> {
  await stop();
  for (const { readers } of members) for (const reader of readers) reader.end();
  process.disconnect?.();
  process.exit();
}

process.on("message", (question: CrowdQuestion) => {
  const answers = members.map((member) => answer(member, question));
  follow(question);
  process.send?.(answers, () => question.isEnd && void end());
});
process.on("disconnect", () => process.exit());
