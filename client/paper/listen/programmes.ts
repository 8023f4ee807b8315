import type { Paper } from "../../../core/page/story-parts.ts";
import type { Heard } from "../live/heard.ts";
import { createLiveVoice } from "./listen-live.ts";
import { createPlayback } from "./play-recording.ts";
import type { Programme } from "./player.ts";
import { createReading } from "./read-aloud.ts";
import type { Voice, VoiceNeeds } from "./voice.ts";

/** A story as it stands on the page now: its recording where there is one, else the device reads it. */
export function storyProgramme(story: HTMLElement): Programme {
  const title = story.querySelector("h1, h2")?.textContent ?? "";
  const paragraphs = textOf(story);
  const { audio, audioSeconds } = story.dataset;
  return {
    title,
    voice(needs) {
      if (!audio) return createReading(paragraphs, needs);
      return recordingOrReading({ address: audio, lengthMs: Number(audioSeconds) * 1_000 || 0 }, paragraphs, needs);
    },
  };
}

/** A recording that cannot be had is gone on with by the device, from about where it was. */
function recordingOrReading(
  recording: { address: string; lengthMs: number },
  paragraphs: string[],
  needs: VoiceNeeds,
): Voice {
  let rate: number | null = null;
  let voice = createPlayback(recording, needs, (atMs) => {
    voice = createReading(paragraphs, needs);
    if (atMs > 0) voice.seek(atMs);
    if (rate !== null) voice.play(rate);
  });
  return {
    play(wanted) {
      rate = wanted;
      voice.play(wanted);
    },
    pause() {
      rate = null;
      voice.pause();
    },
    seek: (ms) => voice.seek(ms),
    place: () => voice.place(),
    end: () => voice.end(),
  };
}

/** New headlines as they break. */
export function liveProgramme(heard: Heard, paper: () => Paper): Programme {
  return { title: "The latest headlines", voice: (needs) => createLiveVoice(heard, paper, needs) };
}

/** Headline, standfirst and body. */
function textOf(story: Element): string[] {
  const parts = story.querySelectorAll(":scope > :is(h1, h2, .standfirst), .body > *");
  return [...parts].map((part) => part.textContent ?? "");
}
