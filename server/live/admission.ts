import { monitorEventLoopDelay } from "node:perf_hooks";

/*
 * How many readers may come at once. After a server's death thousands return within seconds; whoever is turned away
 * here has cost almost nothing and comes again after a random wait, while those who are in keep their pace.
 */

const A_SECOND = 1_500;
const IN_PROGRESS = 512;
const BUSY_DELAY_MS = 50;
const STALLED_MS = 2_000;

export interface Admission {
  /** Whether one more handshake may begin now; if so it counts. */
  mayBegin(): boolean;
  /** A handshake got as far as a connection of which it is not yet known who it is. */
  opened(): void;
  /** It is known now, or gone. */
  settled(): void;
  /** Whether this process answers so late that another should be asked. */
  isStalled(): boolean;
  close(): void;
}

export function createAdmission(): Admission {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let inProgress = 0;
  let left = A_SECOND;
  let delayMs = 0;

  const refill = setInterval(() => {
    delayMs = delay.percentile(90) / 1e6;
    delay.reset();
    left = delayMs > BUSY_DELAY_MS ? Math.max(50, (A_SECOND * BUSY_DELAY_MS) / delayMs) : A_SECOND;
  }, 1_000);

  return {
    mayBegin() {
      if (inProgress >= IN_PROGRESS || left < 1) return false;
      left--;
      return true;
    },
    opened: () => {
      inProgress++;
    },
    settled: () => {
      inProgress--;
    },
    isStalled: () => delayMs > STALLED_MS,
    close: () => {
      clearInterval(refill);
      delay.disable();
    },
  };
}
