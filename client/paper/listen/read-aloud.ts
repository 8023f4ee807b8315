import { type Sentence, sentenceAt, sentencesOf } from "./sentences.ts";
import { createSpeech } from "./speech.ts";
import type { Voice, VoiceNeeds } from "./voice.ts";

/**
 * The device's own voice reads paragraphs, sentence by sentence. They were taken when it began, so nothing that happens
 * to the page meanwhile disturbs it. At the beginning of a sentence its clock is exact; within one it runs by the
 * estimate.
 */
export function createReading(paragraphs: readonly string[], { onEnd, onRefused, onStep }: VoiceNeeds): Voice {
  const sentences: Sentence[] = sentencesOf(paragraphs);
  const last = sentences.at(-1);
  const totalMs = last ? last.startMs + last.lengthMs : 0;
  let at = 0;
  let rate: number | null = null;
  let begunAt = 0;

  const speech = createSpeech({
    onEnd: () => go(at + 1),
    onRefused(words) {
      rate = null;
      onRefused(words);
    },
  });

  function go(sentence: number): void {
    at = sentence;
    begunAt = performance.now();
    const { text } = sentences[at] ?? {};
    if (text === undefined) {
      rate = null;
      at = 0;
      onEnd();
    } else if (rate !== null) speech.say(text, rate);
    onStep();
  }

  return {
    play(wanted) {
      rate = wanted;
      go(at);
    },
    pause() {
      rate = null;
      speech.stop();
    },
    end: speech.stop,
    seek(ms) {
      go(sentenceAt(sentences, ms));
    },
    place() {
      const { startMs, lengthMs, text } = sentences[at] ?? { startMs: totalMs, lengthMs: 0, text: "" };
      const withinMs = rate === null ? 0 : Math.min(lengthMs, (performance.now() - begunAt) * rate);
      return { nowMs: startMs + withinMs, totalMs, words: rate === null ? "" : text };
    },
  };
}
