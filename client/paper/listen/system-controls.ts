import type { Placed } from "./voice.ts";

/** What the keys of a keyboard, a headset and a lock screen do. */
export interface Commands {
  play(): void;
  pause(): void;
  /** To this moment, ms. */
  seek(ms: number): void;
  skip(direction: 1 | -1): void;
  stop(): void;
}

export interface SystemControls {
  name(title: string): void;
  draw(isPlaying: boolean, placed: Placed, rate: number): void;
  clear(): void;
}

/** The player as the system shows it outside of the page (Media Session), where there is such a thing. */
export function showToSystem({ play, pause, seek, skip, stop }: Commands): SystemControls {
  const session = "mediaSession" in navigator ? navigator.mediaSession : null;
  const commands: [MediaSessionAction, MediaSessionActionHandler][] = [
    ["play", play],
    ["pause", pause],
    ["stop", stop],
    ["seekto", ({ seekTime = 0 }) => seek(seekTime * 1_000)],
    ["seekforward", () => skip(1)],
    ["seekbackward", () => skip(-1)],
  ];

  function listen(isListening: boolean): void {
    for (const [command, act] of commands) {
      try {
        session?.setActionHandler(command, isListening ? act : null);
      } catch {
        // a command that this system does not know
      }
    }
  }

  return {
    name(title) {
      if (!session) return;
      session.metadata = new MediaMetadata({ title, artist: document.querySelector(".title a")?.textContent ?? "" });
      listen(true);
    },
    draw(isPlaying, { nowMs, totalMs }, rate) {
      if (!session) return;
      session.playbackState = isPlaying ? "playing" : "paused";
      const duration = (totalMs ?? 0) / 1_000;
      if (duration > 0) {
        session.setPositionState({ duration, playbackRate: rate, position: Math.min(duration, nowMs / 1_000) });
      }
    },
    clear() {
      if (!session) return;
      session.metadata = null;
      session.playbackState = "none";
      listen(false);
    },
  };
}
