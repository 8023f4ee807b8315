import type { PushMessage } from "../../core/news/push.ts";
import { LEASE_MS, type PushOutcome, type PushTarget } from "../../core/store/push/push-targets.ts";
import { judgeAnswer } from "./judge-answer.ts";
import type { PushAnswer, PushLines } from "./post-push.ts";
import { pushMessage, topicOf } from "./push-text.ts";

/*
 * Sends what is due: takes rows, as many as there is room for in hand, and goes on taking while answers come in, so that a
 * push service that is silent holds up its own pushes and nobody else's. Answers are written down many at a time.
 */

const IN_HAND = 256;
const WRITE_EVERY_MS = 100;
/** Sealing takes a quarter of a millisecond each, in a process that also carries headlines: those go between. */
const SEALED_AT_ONCE = 8;

export interface SendPushesParts {
  claim: (limit: number) => Promise<PushTarget[]>;
  record: (outcomes: PushOutcome[]) => Promise<void>;
  rest: (origin: string, restMs: number) => Promise<void>;
  lines: Pick<PushLines, "send">;
  /** Longer than a push service is waited for. */
  silentMs: number;
  now: () => number;
  onOutcome: (outcome: PushOutcome) => void;
}

export interface SendPushes {
  /** Sends until there is nothing due. One at a time: who calls during a run is answered by it. Throws when the store is away. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export function sendPushes(parts: SendPushesParts): SendPushes {
  const { claim, record, rest, lines, silentMs, now, onOutcome } = parts;
  const inHand = new Set<Promise<void>>();
  let outcomes: PushOutcome[] = [];
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let isClosed = false;
  const closed = Promise.withResolvers<void>();

  async function sendAll(): Promise<void> {
    while (!isClosed) {
      const room = IN_HAND - inHand.size;
      if (room < IN_HAND / 4) {
        await Promise.race([...inHand, closed.promise]);
        continue;
      }
      const claimedAtMs = performance.now();
      const claimed = await claim(room);
      for (const [place, target] of claimed.entries()) {
        hold(sendOne(target, claimedAtMs));
        if (place % SEALED_AT_ONCE === 0) await new Promise(setImmediate);
      }
      if (claimed.length === 0) return;
    }
  }

  function hold(work: Promise<void>): void {
    inHand.add(work);
    void work.finally(() => inHand.delete(work));
  }

  async function sendOne(target: PushTarget, claimedAtMs: number): Promise<void> {
    // A process that stood still must not send what somebody else may have taken over and corrected since.
    const isStillOurs = () => performance.now() - claimedAtMs < LEASE_MS - silentMs;
    const { storyId, device, rev, endpoint, origin, attempts } = target;
    if (!isStillOurs()) return;
    let verdict = judgeAnswer(await sendMessage(target, pushMessage(target, false)), attempts, now());
    if (verdict.isTooLarge && isStillOurs())
      verdict = judgeAnswer(await sendMessage(target, pushMessage(target, true)), attempts, now());
    const { state, waitMs, said, restMs } = verdict;
    if (restMs > 0) await rest(origin, restMs).catch(() => {}); // the row itself waits as long
    note({ storyId, device, rev, endpoint, state, waitMs, said });
  }

  function sendMessage(target: PushTarget, message: PushMessage): Promise<PushAnswer> {
    const { endpoint, p256dh, auth, ttlS, storyId, urgency } = target;
    return lines.send({
      ...{ endpoint, p256dh, auth, message, ttlS, topic: topicOf(storyId) },
      urgency: urgency === "routine" ? "normal" : "high",
    });
  }

  function note(outcome: PushOutcome): void {
    outcomes.push(outcome);
    onOutcome(outcome);
    timer ??= setTimeout(() => void write(), WRITE_EVERY_MS);
  }

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    await writing;
    if (outcomes.length === 0) return;
    const batch = outcomes;
    outcomes = [];
    writing = record(batch).catch(() => {
      outcomes.push(...batch); // the store is away; when it is back for longer than the leases, these are sent again
      if (!isClosed) timer ??= setTimeout(() => void write(), WRITE_EVERY_MS * 10);
    });
    await writing;
  }

  return {
    run: () => {
      running ??= sendAll().finally(() => {
        running = null;
      });
      return running;
    },
    close: async () => {
      isClosed = true;
      closed.resolve();
      await Promise.race([Promise.all(inHand), new Promise((late) => setTimeout(late, 500).unref())]);
      await write();
    },
  };
}
