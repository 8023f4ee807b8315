import { TookTooLong } from "../../http/patience.ts";

/*
 * Commits take turns. The counter of the wire is one row, so more than a few at once only wait for each other inside
 * the database; here the wait costs nothing and nobody is turned away for standing in a long line that moves. A line
 * that does not move means that the database is away.
 */

/** The line stood still; whoever waited in it has not been served. */
export class LineStandsStill extends TookTooLong {
  override name = "LineStandsStill";
}

export interface Turns {
  /**
   * Does the work when its turn comes, telling it how long it stood in line. Rejects with `LineStandsStill`, the work not
   * begun, if nobody comes through for 4 s.
   */
  take<T>(work: (stoodInLineMs: number) => Promise<T>): Promise<T>;
}

const STANDSTILL_MS = 4_000;

/** At most `slots` at once, in order of arrival. */
export function createTurns(slots: number): Turns {
  const line: { begin: () => void; giveUp: (why: Error) => void }[] = [];
  let busy = 0;
  let watch: NodeJS.Timeout | undefined;

  function watchLine(): void {
    clearTimeout(watch);
    if (line.length === 0) return;
    watch = setTimeout(() => {
      for (const { giveUp } of line.splice(0)) giveUp(new LineStandsStill());
    }, STANDSTILL_MS);
  }

  /** Hands the slot on, or gives it back. */
  function finish(): void {
    const next = line.shift();
    if (next) next.begin();
    else busy--;
  }

  return {
    async take(work) {
      const arrivedMs = performance.now();
      if (busy < slots) busy++;
      else {
        const turn = new Promise<void>((begin, giveUp) => line.push({ begin, giveUp }));
        if (line.length === 1) watchLine();
        await turn;
      }
      try {
        const result = await work(performance.now() - arrivedMs);
        watchLine();
        return result;
      } finally {
        finish();
      }
    },
  };
}
