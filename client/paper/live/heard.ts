import type { WireEvent } from "../../../core/news/wire-event.ts";

/** `isNews`: the page had not drawn it before. */
export type Listener = (event: WireEvent, isNews: boolean) => void;

export interface Heard {
  add: Listener;
  /** From now on; the first to follow is also told what the page has heard before. Returns how to stop. */
  follow(listener: Listener): () => void;
}

const KEPT = 2_500;

/** What the page hears of the wire, for those of its parts that are loaded after it came alive. */
export function createHeard(): Heard {
  const listeners = new Set<Listener>();
  let before: Parameters<Listener>[] = [];

  return {
    add(event, isNews) {
      for (const listener of listeners) listener(event, isNews);
      if (listeners.size === 0 && before.length < KEPT) before.push([event, isNews]);
    },
    follow(listener) {
      for (const heard of before) listener(...heard);
      before = [];
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
