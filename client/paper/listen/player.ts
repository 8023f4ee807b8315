import { minutesAndSeconds, type Sentence, sentenceAt, sentencesOf } from "./sentences.ts";
import { createSpeech } from "./speech.ts";

/*
 * Reads a story out, sentence by sentence. What it reads was taken when it began, so nothing that happens to the page
 * meanwhile disturbs it. At the beginning of a sentence its clock is exact; within one it runs by the estimate.
 */

const SPEEDS = [1, 1.25, 1.5, 0.8];

export interface Player {
  /** Reads the story of this "Listen" button from its beginning. */
  open(button: HTMLElement): void;
}

/** The player at the foot of the page. */
export function createPlayer(player: HTMLElement): Player {
  const part = <E extends HTMLElement>(name: string): E => player.querySelector(`[data-${name}]`) as E;
  const [play, seek, speed] = [part("play"), part<HTMLInputElement>("seek"), part("speed")];
  const speech = createSpeech({ onEnd: () => go(at + 1), onRefused: pause });
  let sentences: Sentence[] = [];
  let at = 0;
  let isPlaying = false;
  let begunAt = 0;
  let opener: HTMLElement | null = null;

  play.addEventListener("click", () => (isPlaying ? pause("") : resume()));
  part("close").addEventListener("click", close);
  seek.addEventListener("input", () => go(sentenceAt(sentences, Number(seek.value))));
  part("faster").addEventListener("click", () => {
    speed.textContent = `${SPEEDS[(SPEEDS.indexOf(rate()) + 1) % SPEEDS.length]}×`;
    go(at);
  });
  player.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  addEventListener("pagehide", speech.stop);
  setInterval(() => isPlaying && draw(), 500);

  function close(): void {
    pause("");
    player.hidden = true;
    opener?.focus({ preventScroll: true });
  }

  function resume(): void {
    isPlaying = true;
    go(at < sentences.length ? at : 0);
  }

  /** `why`: what the reader should know of it. */
  function pause(why: string): void {
    isPlaying = false;
    speech.stop();
    part("reading").textContent = why;
    draw();
  }

  function go(sentence: number): void {
    at = sentence;
    const { text } = sentences[at] ?? {};
    begunAt = performance.now();
    if (text === undefined) pause("");
    else if (isPlaying) {
      part("reading").textContent = text;
      speech.say(text, rate());
    }
    draw();
  }

  function rate(): number {
    return Number.parseFloat(speed.textContent ?? "1");
  }

  function draw(): void {
    const withinMs = isPlaying ? (performance.now() - begunAt) * rate() : 0;
    drawTimes(part, sentences, at, withinMs);
    play.setAttribute("aria-label", isPlaying ? "Pause" : "Play");
  }

  return {
    open(button) {
      const story = button.closest("article");
      if (!story) return;
      opener = button;
      sentences = sentencesOf(textOf(story));
      at = 0;
      player.hidden = false;
      play.focus();
      resume();
    },
  };
}

function drawTimes(
  part: <E extends HTMLElement>(name: string) => E,
  sentences: Sentence[],
  at: number,
  withinMs: number,
): void {
  const last = sentences.at(-1);
  const totalMs = last ? last.startMs + last.lengthMs : 0;
  const { startMs, lengthMs } = sentences[at] ?? { startMs: totalMs, lengthMs: 0 };
  const nowMs = startMs + Math.min(lengthMs, withinMs);
  const seek = part<HTMLInputElement>("seek");
  part("elapsed").textContent = minutesAndSeconds(nowMs);
  part("total").textContent = minutesAndSeconds(totalMs);
  seek.max = String(Math.round(totalMs));
  seek.value = String(Math.round(nowMs));
  seek.setAttribute("aria-valuetext", `${minutesAndSeconds(nowMs)} of ${minutesAndSeconds(totalMs)}`);
}

/** Headline, standfirst and body as they stand on the page. */
function textOf(story: Element): string[] {
  const parts = story.querySelectorAll(":scope > :is(h1, h2, .standfirst), .body > *");
  return [...parts].map((part) => part.textContent ?? "");
}
