import type { CrashPoint } from "./crash-point.ts";

type Place = Omit<CrashPoint, "role">;

const COMMIT = "server/desk/stories/commit.ts";
const QUEUE = "core/pipes/queues/story-queue.ts";
const STAGES = "core/store/wire/stage-recorder.ts";
const FOLLOW = "server/live/follow/follow-wire.ts";
const PUMP = "server/live/out/pump.ts";
const DOOR = "server/live/door/accept-readers.ts";
const DRAIN = "server/live/drain-readers.ts";
const START = "server/start-server.ts";

const wayIn: Place[] = [
  { name: "before the commit", file: COMMIT, at: /outcome = await turns\.take\(/, put: "before" },
  {
    name: "while the commit is under way",
    ...{ file: "core/store/wire/commit-revision.ts", at: /const \{ rows \} = await sql<CommitOutcome>/, put: "while" },
  },
  {
    name: "committed and not announced",
    ...{ file: COMMIT, at: /if \(outcome\.outcome === "accepted"\) \{/, put: "after" },
  },
  {
    name: "announced and not answered",
    ...{ file: COMMIT, at: /announce\(parts, outcome\.seq, act\);/, put: "after" },
  },
  { name: "heard and not answered", file: COMMIT, at: /return replyTo\(outcome, publicUrl\);/, put: "before" },
  { name: "before the queue is told", file: QUEUE, at: /await queue\.add\("wake-up", wakeUp, \{ delay/, put: "before" },
  { name: "while the queue is told", file: QUEUE, at: /await queue\.add\("wake-up", wakeUp, \{ delay/, put: "while" },
  { name: "the queue was told", file: QUEUE, at: /await queue\.add\("wake-up", wakeUp, \{ delay[^;]+;/, put: "after" },
  {
    name: "before queued is written",
    ...{ file: STAGES, at: /await recordStage\(/, put: "before", when: 'stage === "queued"' },
  },
  {
    name: "queued was written",
    ...{ file: STAGES, at: /await recordStage\([^;]+;/, put: "after", when: 'stage === "queued"' },
  },
];

const wayOut: Place[] = [
  { name: "an event came", file: FOLLOW, at: /onEntry\(ring\.append\(event\)\);/, put: "before" },
  {
    name: "an event is in the ring",
    file: "server/live/log/ring.ts",
    at: /return entry;\n {4}\},\n {4}between/,
    put: "before",
  },
  {
    name: "an event is in the edition",
    ...{ file: "server/live/start-wire.ts", at: /reach\.fannedOut\(entry/, put: "before" },
  },
  {
    name: "an event is counted, the pump asleep",
    ...{ file: "server/live/start-wire.ts", at: /pump\.wake\(\);\n {4}\},\n {4}onNewEpoch/, put: "before" },
  },
  { name: "an event was handed on", file: FOLLOW, at: /awaited\.came\(event\.seq\);/, put: "before" },
  {
    name: "in the middle of a pass",
    ...{ file: PUMP, at: /serve\(reader\);\n {6}if \(visited % CLOCK_EVERY/, put: "before", passes: 7 },
  },
  { name: "written and the number not moved", file: PUMP, at: /reader\.written = batch\.upTo;/, put: "before" },
  {
    name: "before a beat is said",
    file: "server/live/out/owed-beats.ts",
    at: /reader\.owesBeat = false;/,
    put: "before",
  },
  { name: "before hello", file: DOOR, at: /way\.pump\.join\(reader/, put: "before" },
  { name: "greeted and not caught up", file: PUMP, at: /if \(reader\.owesBeat\) setImmediate/, put: "before" },
  {
    name: "before a stream is greeted",
    ...{
      file: "server/live/stream-events.ts",
      at: /pump\.join\(reader, messageOf/,
      put: "before",
      by: "a script that streams",
    },
  },
  { name: "before a snapshot is read", ...snapshot("before") },
  { name: "a snapshot was read", ...snapshot("after") },
  { name: "before a page below the ring is read", ...olderPage("before") },
  { name: "a page below the ring was read", ...olderPage("after") },
  { name: "before a hole is filled", ...hole("before") },
  { name: "what fills the hole was read", ...hole("after") },
  { name: "before reach is written", file: "server/live/reach.ts", at: /await write\(batch\);/, put: "before" },
  { name: "while reach is written", file: "server/live/reach.ts", at: /await write\(batch\);/, put: "while" },
  { name: "reach was written", file: "server/live/reach.ts", at: /await write\(batch\);/, put: "after" },
  {
    name: "a page was drawn and not sent",
    ...{ file: "server/paper/serving/page-cache.ts", at: /const page = await draw\(\);/, put: "after" },
    by: "a visitor of the front page",
  },
];

const beginAndEnd: Place[] = [
  {
    name: "a drain begins",
    file: DRAIN,
    at: /for \(const reader of pump\.readers\(\)\) \{/,
    put: "before",
    by: "SIGTERM",
  },
  {
    name: "some of the readers were told",
    file: DRAIN,
    at: /pump\.say\(reader,/,
    put: "before",
    passes: 3,
    by: "SIGTERM",
  },
  { name: "every reader was told", file: DRAIN, at: /const end = performance\.now/, put: "before", by: "SIGTERM" },
  atStart("the store has answered", START, /const clock = await followStoreClock\([^;]+;/, "after"),
  atStart("before the ring is loaded", FOLLOW, /let ring = await loadRing\(parts\);/, "before"),
  atStart("the ring is loaded", FOLLOW, /let ring = await loadRing\(parts\);/, "after"),
  atStart("before anybody is let in", START, /const listeners = await listenOn\(/, "before"),
  atStart("the first may come in", START, /const listeners = await listenOn\([^;]+;/, "after"),
];

export const pointsOfServers: CrashPoint[] = [...wayIn, ...wayOut, ...beginAndEnd].map((place) => ({
  role: "server",
  ...place,
}));

function snapshot(put: CrashPoint["put"]): Omit<Place, "name"> {
  const at = /const \{ epoch, top, events \} = await readSnapshot\(\)[^;]*;/;
  return { file: "server/live/log/snapshots.ts", at, put, by: "a reader with a false cursor" };
}

function olderPage(put: CrashPoint["put"]): Omit<Place, "name"> {
  const at = /const \{ events \} = await read\(start, PAGE\);/;
  return { file: "server/live/log/store-pages.ts", at, put, by: "a reader with an old cursor" };
}

function hole(put: CrashPoint["put"]): Omit<Place, "name"> {
  const at = /const page = await readAfter\([^;]+;/;
  return { file: FOLLOW, at, put, by: "a subscriber that is cut off" };
}

function atStart(name: string, file: string, at: RegExp, put: CrashPoint["put"]): Place {
  return { name: `at the start of a server, ${name}`, file, at, put, by: "a start" };
}
