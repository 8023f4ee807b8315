import { repeat } from "../../core/process/repeat.ts";

const LOOK_EVERY_MS = 1_000;
/** What does not change is said again so often, so that a server that died is not counted for long. */
const SAY_AGAIN_MS = 4_000;

export interface CountOpenParts {
  readers: () => number;
  write: (readers: number) => Promise<void>;
  forget: () => Promise<void>;
}

/** Tells the store how many readers this server has open: the audience that an editor is shown before an alert leaves. */
export function countOpen({ readers, write, forget }: CountOpenParts): { close(): Promise<void> } {
  let said = -1;
  let saidAtMs = Number.NEGATIVE_INFINITY;

  const stop = repeat(LOOK_EVERY_MS, async () => {
    const present = readers();
    if (present === said && performance.now() - saidAtMs < SAY_AGAIN_MS) return;
    try {
      await write(present);
      said = present;
      saidAtMs = performance.now();
    } catch {
      said = -1; // the store is away: said again as soon as it is back
    }
  });
  return {
    close: async () => {
      await stop();
      await forget().catch(() => {}); // it is believed for some seconds only
    },
  };
}
