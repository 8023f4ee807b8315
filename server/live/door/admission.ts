import { monitorEventLoopDelay } from "node:perf_hooks";

/*
 * How many readers may come at once. After a server's death thousands return within seconds; whoever is turned away
 * here has cost almost nothing and comes again after a random wait, while those who are in keep their pace.
 */

const A_SECOND = 1_500;
const IN_PROGRESS = 512;
/** Who has not said by then who it is makes room when there is none: a few strangers must not keep everybody out. */
const SLOW_MS = 2_000;
const BUSY_DELAY_MS = 50;
const STALLED_MS = 2_000;

export interface Admission {
  /** Whether one more handshake may begin now; if so it counts. */
  mayBegin(): boolean;
  /**
   * A handshake got as far as a connection of which it is not yet known who it is. `giveUp` ends it, if it is slow and
   * others need its place. Returns what is to be called when it is known, or gone.
   */
  opened(giveUp: () => void): () => void;
  /** Whether this process answers so late that another should be asked. */
  isStalled(): boolean;
  close(): void;
}

interface Handshake {
  sinceMs: number;
  giveUp: () => void;
}

export function createAdmission(): Admission {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const inProgress = new Set<Handshake>(); // the oldest first
  let left = A_SECOND;
  let delayMs = 0;

  const refill = setInterval(() => {
    delayMs = delay.percentile(90) / 1e6;
    delay.reset();
    left = delayMs > BUSY_DELAY_MS ? Math.max(50, (A_SECOND * BUSY_DELAY_MS) / delayMs) : A_SECOND;
  }, 1_000);

  function hasRoom(): boolean {
    if (inProgress.size < IN_PROGRESS) return true;
    const [oldest] = inProgress;
    if (!oldest || performance.now() - oldest.sinceMs < SLOW_MS) return false;
    inProgress.delete(oldest);
    oldest.giveUp();
    return true;
  }

  return {
    mayBegin() {
      if (left < 1 || !hasRoom()) return false;
      left--;
      return true;
    },
    opened(giveUp) {
      const handshake = { sinceMs: performance.now(), giveUp };
      inProgress.add(handshake);
      return () => void inProgress.delete(handshake);
    },
    isStalled: () => delayMs > STALLED_MS,
    close: () => {
      clearInterval(refill);
      delay.disable();
    },
  };
}
