import { isHeadline } from "../../../core/news/wire-event.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import type { Heard } from "../live/heard.ts";
import { isWanted } from "../page/wanted.ts";
import { queueAfter, type Utterance } from "./live-queue.ts";
import { createSpeech } from "./speech.ts";
import type { Voice, VoiceNeeds } from "./voice.ts";

const WAITS = "Listening for the next headline.";

/** Reads new headlines out as they break, from the moment it is made. */
export function createLiveVoice(heard: Heard, paper: () => Paper, { onRefused, onStep }: VoiceNeeds): Voice {
  const read = new Set<string>();
  let queue: Utterance[] = [];
  let current: Utterance | null = null;
  let rate: number | null = null;

  const speech = createSpeech({
    onEnd() {
      current = null;
      readOn();
    },
    onRefused(words) {
      if (rate !== null) onRefused(words);
      rate = null;
    },
  });

  const stop = heard.follow((event, isNews) => {
    if (!isNews || !isHeadline(event)) return;
    const isChosen = event.story.status === "retracted" || isWanted({ story: event.story });
    if (!isChosen) return;
    queue = queueAfter(queue, event, (id) => read.has(id), nameOf);
    readOn();
  });

  function nameOf(slug: string): string {
    return paper().sections.find((section) => section.slug === slug)?.name ?? slug;
  }

  function readOn(): void {
    if (rate !== null && !current) {
      current = queue.shift() ?? null;
      if (current) {
        read.add(current.id);
        speech.say(current.words, rate);
      }
    }
    onStep();
  }

  return {
    play(wanted) {
      rate = wanted;
      if (current) speech.say(current.words, rate);
      else readOn();
      if (!current) speech.check();
    },
    pause() {
      rate = null;
      speech.stop();
    },
    seek() {}, // what breaks has no length
    end() {
      stop();
      speech.stop();
    },
    place: () => ({ nowMs: 0, totalMs: null, words: rate === null ? "" : (current?.words ?? WAITS) }),
  };
}
