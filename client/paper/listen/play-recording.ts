import type { Voice, VoiceNeeds } from "./voice.ts";

const PRESS_AGAIN = "Press play again to listen.";

/** A recording, as the page names it. */
export interface Recording {
  address: string;
  /** Known before any of it was fetched. */
  lengthMs: number;
}

/** Plays a story's recording. `onMissing`: it cannot be had or played; at this moment, in ms. */
export function createPlayback(
  { address, lengthMs }: Recording,
  { onEnd, onRefused, onStep }: VoiceNeeds,
  onMissing: (atMs: number) => void,
): Voice {
  const audio = new Audio();
  let isGivenUp = false;
  audio.preload = "none";
  audio.src = address;
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
    onEnd();
  });
  for (const step of ["loadedmetadata", "seeked", "timeupdate"]) audio.addEventListener(step, onStep);
  audio.addEventListener("error", giveUp);

  function giveUp(): void {
    if (isGivenUp) return;
    isGivenUp = true;
    onMissing(audio.currentTime * 1_000);
  }

  return {
    play(rate) {
      audio.playbackRate = rate;
      audio.play().catch((failure: DOMException) => {
        if (failure.name === "NotAllowedError") onRefused(PRESS_AGAIN);
        else if (failure.name !== "AbortError") giveUp();
      });
    },
    pause: () => audio.pause(),
    end() {
      isGivenUp = true; // what happens to it now is nobody's concern
      audio.pause();
      audio.removeAttribute("src");
    },
    seek(ms) {
      audio.currentTime = ms / 1_000;
    },
    place() {
      const totalMs = Number.isFinite(audio.duration) ? audio.duration * 1_000 : lengthMs;
      return { nowMs: audio.currentTime * 1_000, totalMs, words: "" };
    },
  };
}
