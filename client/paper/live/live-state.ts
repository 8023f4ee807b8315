import { clockTimeWithSeconds } from "../../../core/page/clock-words.ts";
import type { LinkState } from "../../follow/connection.ts";

const WORDS: Record<LinkState, [state: string, before: string]> = {
  live: ["Live", "updated"],
  reconnecting: ["Reconnecting…", "updated"],
  stale: ["May be stale", "last update"],
};

/** The state in words, and when the page was last known to be whole, if it ever was: ms on the wire's clock. */
export function liveWords(state: LinkState, atMs: number | null, timeZone: string): string {
  const [words, before] = WORDS[state];
  return atMs === null ? words : `${words} · ${before} ${clockTimeWithSeconds(atMs, timeZone)}`;
}

export interface LiveState {
  /** The page is whole as of this moment on the wire's clock. */
  proved(atMs: number): void;
  state(state: LinkState): void;
}

/** The state of the connection, in words, on the dateline; told to those who listen only when it is worth it. */
export function showLiveState(element: HTMLElement | null, say: (words: string) => void, timeZone: string): LiveState {
  let state: LinkState | null = null;
  let atMs: number | null = null;
  let wasTold = false;

  function draw(): void {
    if (!element || !state) return;
    element.dataset.state = state;
    element.textContent = liveWords(state, atMs, timeZone);
  }

  return {
    proved(provedAtMs) {
      atMs = Math.max(provedAtMs, atMs ?? 0);
      draw();
    },
    state(next) {
      if (next === state || (next === "reconnecting" && state === "stale")) return;
      state = next;
      draw();
      if (next === "stale") say("The connection is lost. What stands here may be stale.");
      if (next === "live" && wasTold) say("Live again.");
      wasTold = next === "stale";
    },
  };
}
