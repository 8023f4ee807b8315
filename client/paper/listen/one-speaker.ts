import { put, take } from "../device/shelf.ts";

export interface OneSpeaker {
  /** This tab speaks from now on; whichever spoke before falls silent. */
  claim(): void;
  /** No other tab has begun to speak since. */
  isMine(): boolean;
}

/**
 * One tab speaks at a time: the one where the reader pressed play last. A claim only ever takes the word and never
 * withholds it, so a tab that hangs, sleeps or was closed cannot keep another silent; one that wakes asks before it
 * goes on.
 */
export function createOneSpeaker(onLost: () => void): OneSpeaker {
  const tab = Math.random().toString(36).slice(2);
  const isMine = () => take<{ tab: string }>("speaking").tab === tab;

  addEventListener("storage", ({ key }) => key === "speaking" && !isMine() && onLost());
  return { claim: () => put("speaking", { tab }), isMine };
}
