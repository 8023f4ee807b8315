import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Claim, Claimed } from "../../core/store/mailing/issues/sending.ts";
import type { Done } from "./send-one.ts";
import type { MailLine } from "./smtp-line.ts";

/*
 * One worker's lines to the relay, all fed from one small batch of claims. A line claims only once it is connected, so a
 * relay that is away costs nobody an attempt; it waits for its mail's turn in the one rate of all workers; and it takes
 * no next mail after `close`, which waits for those in hand.
 */

export interface SenderParts {
  openLine: () => MailLine;
  connections: number;
  claim: (claim: Claim) => Promise<Claimed[]>;
  send: (line: MailLine, claimed: Claimed) => Promise<Done>;
  /** Claims that this worker will not come to. */
  giveBack: (claimed: Claimed[]) => Promise<void>;
  onDone: (done: Done) => void;
  /** Hears why a line stands still. */
  onTrouble: (failure: unknown) => void;
  perSecond: number;
  claimLeaseMs: number;
  /** Names a batch. */
  newClaim?: () => string;
}

export interface Senders {
  /** Whether there may be something to send. */
  attend(hasMails: boolean): void;
  close(): Promise<void>;
}

const AHEAD_MS = 500;
const LOOK_AGAIN_MS = 250;
const TROUBLE_MS = [500, 1_000, 2_000, 5_000, 10_000] as const;

export function startSenders(parts: SenderParts): Senders {
  const { openLine, connections, claim, send, giveBack, onDone, onTrouble, newClaim = randomUUID } = parts;
  const closing = new AbortController();
  const batch: (Claimed & { dueAt: number; leaseEndsAt: number })[] = [];
  let claiming: Promise<void> | null = null;
  let sleepers: (() => void)[] = [];
  let isIdle = true;

  async function claimMore(): Promise<void> {
    const askedAt = performance.now();
    const limit = 2 * connections;
    const { perSecond, claimLeaseMs: leaseMs } = parts;
    const claims = await claim({ id: newClaim(), limit, leaseMs, perSecond, aheadMs: AHEAD_MS });
    const leaseEndsAt = askedAt + leaseMs;
    batch.push(...claims.map((claimed) => ({ ...claimed, dueAt: askedAt + claimed.waitMs, leaseEndsAt })));
    if (claims.length === 0) await sleep(LOOK_AGAIN_MS);
  }

  /** The next recipient that this worker holds; null: look again. */
  async function next(): Promise<Claimed | null> {
    if (batch.length === 0) {
      claiming ??= claimMore().finally(() => {
        claiming = null;
      });
      await claiming;
    }
    const claimed = batch.shift();
    if (!claimed) return null;
    await sleep(claimed.dueAt - performance.now());
    if (closing.signal.aborted) batch.push(claimed);
    return closing.signal.aborted || performance.now() > claimed.leaseEndsAt ? null : claimed;
  }

  async function runLine(): Promise<void> {
    const line = openLine();
    let troubles = 0;
    while (!closing.signal.aborted) {
      try {
        if (isIdle) await untilWoken();
        if (closing.signal.aborted) break;
        await line.ready();
        const claimed = await next();
        if (claimed) onDone(await send(line, claimed));
        troubles = 0;
      } catch (failure) {
        if (troubles === 0) onTrouble(failure);
        await sleep(TROUBLE_MS[Math.min(troubles, TROUBLE_MS.length - 1)] ?? 0);
        troubles += 1;
      }
    }
    line.close();
  }

  function untilWoken(): Promise<void> {
    return new Promise((woken) => sleepers.push(woken));
  }

  async function sleep(ms: number): Promise<void> {
    if (ms > 0) await pause(ms, undefined, { signal: closing.signal }).catch(() => {});
  }

  const lines = Array.from({ length: connections }, runLine);
  return {
    attend(hasMails) {
      isIdle = !hasMails;
      if (isIdle) return;
      const woken = sleepers;
      sleepers = [];
      for (const wakeUp of woken) wakeUp();
    },
    async close() {
      closing.abort();
      for (const wakeUp of sleepers) wakeUp();
      await Promise.all(lines);
      if (batch.length > 0) await giveBack(batch).catch(() => {}); // else their lease runs out
    },
  };
}
