import { createHash, randomUUIDv7 } from "node:crypto";
import { repeat } from "../../core/process/repeat.ts";
import { readStages } from "../../core/store/wire/receipts.ts";
import { CANARY_ACCOUNT, trimCanary } from "../../core/store/wire/trim-canary.ts";
import { type CommitParts, commit } from "../desk/stories/commit.ts";
import { BLANK } from "../desk/stories/post-story.ts";
import type { Flights } from "./flights.ts";
import type { StoreQuestions } from "./store-questions.ts";

const FLY_EVERY_MS = 2_000;
const LOOK_EVERY_MS = 500;
/** Whoever gets a number that this divides trims the wire: one statement for so many canaries of all servers together. */
const TRIM_EVERY = 50;

const CONTENT = { ...BLANK, slug: "canary", headline: "Canary", section: "canary" };

export interface FlyParts {
  flights: Flights;
  /** As the desk commits; the wire is the canary's. */
  desk: CommitParts;
  questions: StoreQuestions;
}

export interface Flying {
  /** Sends one now. */
  another(): void;
  close(): void;
}

/** Sends a canary every 2 s, and looks after those that are under way. */
export function flyCanaries(parts: FlyParts): Flying {
  // Not one after the other: a commit that hangs must not keep the next one from being the first to come through.
  const another = (): void => void fly(parts);
  const flying = setInterval(another, FLY_EVERY_MS);
  const stopLooking = repeat(LOOK_EVERY_MS, () => look(parts));
  return {
    another,
    close: () => {
      clearInterval(flying);
      void stopLooking(); // nobody waits for what it may be asking
    },
  };
}

/** Stops 1 to 3 of a story's walk, by the function that commits every editor's act. */
async function fly({ flights, desk, questions }: FlyParts): Promise<void> {
  const story = randomUUIDv7();
  flights.begin(story);
  const patience = questions.patience();
  if (!patience) return;
  const announcer = {
    ...desk.announcer,
    isOnWire: (seq: number) => {
      flights.committed(story, seq);
      desk.announcer.isOnWire(seq);
      if (seq % TRIM_EVERY === 0) void trimCanary(desk.store).catch(() => {}); // else the next one does
    },
  };
  const key = { account: CANARY_ACCOUNT, key: story, hash: createHash("sha256").update(story).digest() };
  await commit({ ...desk, announcer }, { patience }, key, { story, rev: 1, kind: "new", content: CONTENT }).catch(
    () => {}, // the stamp that is missing says so
  );
}

/** What workers saw stands in the store: they know no server, and servers do not know them. */
async function look({ flights, desk, questions }: FlyParts): Promise<void> {
  const seqs = flights.unstamped();
  const patience = seqs.length > 0 ? questions.patience() : null;
  if (!patience) return;
  const seen = await patience.wait(readStages(desk.store, "canary", seqs)).catch(() => []);
  for (const { seq, taken, fannedOut } of seen) {
    if (taken) flights.passed("worker", { seq });
    if (fannedOut) flights.passed("fan-out", { seq });
  }
}
