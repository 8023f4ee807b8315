/** A tab that was stopped while it held the lock must not silence the others: after this long they act without it. */
const PATIENCE_MS = 1_000;

/**
 * Does something in one tab at a time, so that what one has told the next knows of. For decisions of a moment only: it
 * is a courtesy between tabs. If it fails a reader is told twice, never not at all.
 */
export async function oneTabAtATime(act: () => void): Promise<void> {
  let isDone = false;
  const once = () => {
    if (!isDone) act();
    isDone = true;
  };
  try {
    await navigator.locks.request("london-daily", { signal: AbortSignal.timeout(PATIENCE_MS) }, once);
  } catch {
    once(); // no locks here (a page without https), or none to be had
  }
}
