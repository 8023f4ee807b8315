import type { CrashPoint } from "./crash-point.ts";

type Place = Omit<CrashPoint, "role">;

const START = "workers/start-workers.ts";
const FAN_OUT = "workers/fan-out.ts";
const RELEASE = "workers/release-due.ts";
const SWEEP = "workers/sweep.ts";
const STAGES = "core/store/wire/stage-recorder.ts";
const QUEUE = "core/pipes/queues/queue-ends.ts";

const jobs: Place[] = [
  { name: "a job was taken", file: START, at: /async \(\{ wire, seq, story \}\) => \{/, put: "after" },
  {
    name: "a job has released what was due",
    ...{ file: START, at: /if \(seq === null\) await release\(\);/, put: "after", when: "seq === null" },
    by: "a story that waits for its time",
  },
  { name: "before the wire is read", file: FAN_OUT, at: /const page = await readAfter\(/, put: "before" },
  {
    name: "read and not published",
    ...{ file: FAN_OUT, at: /const \{ word, head: reached \} = await publisher\.publish\(page\);/, put: "before" },
  },
  {
    name: "while Redis publishes",
    ...{ file: "core/pipes/wire-channel.ts", at: /const \[word, headEpoch, seq\] = await script\(/, put: "while" },
    when: "events.length > 0",
  },
  {
    name: "published, and the head not kept",
    ...{ file: FAN_OUT, at: /await publisher\.publish\(page\);/, put: "after" },
  },
  { name: "published, and the job not done", file: START, at: /await news\.run\(\);/, put: "after" },
  {
    name: "before fanned out is written",
    ...{ file: STAGES, at: /await recordStage\(/, put: "before", when: 'stage === "fanned_out"' },
  },
  {
    name: "fanned out was written",
    ...{ file: STAGES, at: /await recordStage\([^;]+;/, put: "after", when: 'stage === "fanned_out"' },
  },
];

const sweeper: Place[] = [
  { name: "before a release", file: RELEASE, at: /const \{ rows \} = await sql/, put: "before" },
  {
    name: "while a release is under way",
    ...{ file: RELEASE, at: /const \{ rows \} = await sql/, put: "while", by: "a story that waits for its time" },
  },
  {
    name: "released and not read",
    ...{ file: RELEASE, at: /const \{ rows \} = await sql[^;]+;/, put: "after", when: "rows.length > 0" },
    by: "a story that waits for its time",
  },
  { name: "a sweep has released", file: SWEEP, at: /await releaseDue\(\);/, put: "after" },
  { name: "a sweep is done", file: SWEEP, at: /await fanOut\(\);/, put: "after" },
  {
    name: "before a heartbeat",
    file: FAN_OUT,
    at: /const \{ head: reached \} = await publisher\.publish\(/,
    put: "before",
  },
  { name: "after a heartbeat", file: FAN_OUT, at: /head = reached;\n {4}return reached;/, put: "before" },
];

const beginAndEnd: Place[] = [
  atStart("the store has answered", /const clock = await followStoreClock\([^;]+;/, "after"),
  atStart("Redis has answered", /const publisher = await openWirePublisher\([^;]+;/, "after"),
  atStart("the first heartbeat is out", /await news\.beat\(\)[^;]+;/, "after"),
  atStart("the sweeper runs", /const sweeper = startSweeper\([^;]+;/, "after"),
  atStart("before it is ready", /const watch = await serveWatch\(/, "before"),
  {
    name: "no more jobs are taken",
    ...{ file: QUEUE, at: /await worker\.close\([^;]+;/, put: "after", when: 'name === "stories"', by: "SIGTERM" },
  },
];

export const pointsOfWorkers: CrashPoint[] = [...jobs, ...sweeper, ...beginAndEnd].map((place) => ({
  role: "worker",
  ...place,
}));

function atStart(name: string, at: RegExp, put: CrashPoint["put"]): Place {
  return { name: `at the start of a worker, ${name}`, file: START, at, put, by: "a start" };
}
