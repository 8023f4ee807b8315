import { createOneSpeaker } from "./one-speaker.ts";
import { minutesAndSeconds } from "./sentences.ts";
import { showToSystem } from "./system-controls.ts";
import type { Placed, Voice, VoiceNeeds } from "./voice.ts";

const SPEEDS = [1, 1.25, 1.5, 0.8];
const SKIP_MS = 15_000;

/** What is listened to. */
export interface Programme {
  title: string;
  voice: (needs: VoiceNeeds) => Voice;
}

export interface Player {
  /** Plays it from its beginning. `opener` gets the focus back when the player is closed. */
  open(programme: Programme, opener: HTMLElement): void;
}

/** The player at the foot of the page: what the reader presses, and what is shown of the voice. */
export function createPlayer(player: HTMLElement, say: (words: string) => void): Player {
  const part: Part = (name) => player.querySelector(`[data-${name}]`) as HTMLElement;
  const speed = part("speed");
  const speaker = createOneSpeaker(() => pause("Another tab is speaking."));
  const system = showToSystem({ play: resume, pause: () => pause(""), seek: go, skip, stop: close });
  let voice: Voice | null = null;
  let isPlaying = false;
  let why = "";
  let opener: HTMLElement | null = null;

  hearPresses(player, part, { toggle: () => (isPlaying ? pause("") : resume()), close, go, faster });
  addEventListener("pagehide", () => pause(""));
  setInterval(() => isPlaying && draw(), 500);

  const needs: VoiceNeeds = { onEnd: () => pause(""), onRefused: pause, onStep: step };

  function step(): void {
    if (isPlaying && !speaker.isMine()) pause("Another tab is speaking."); // this one slept, and missed being told
    draw();
  }

  function resume(): void {
    isPlaying = true;
    why = "";
    speaker.claim();
    voice?.play(rate());
    draw();
  }

  /** `words`: what the reader should know of it. */
  function pause(words: string): void {
    if (words && words !== why) say(words);
    isPlaying = false;
    why = words;
    voice?.pause();
    draw();
  }

  function close(): void {
    pause("");
    voice?.end();
    voice = null;
    player.hidden = true;
    system.clear();
    const back = opener?.isConnected ? opener : document.getElementById("main"); // its story may have been replaced
    back?.focus({ preventScroll: true });
  }

  function go(ms: number): void {
    voice?.seek(Math.max(0, ms));
    draw();
  }

  function skip(direction: 1 | -1): void {
    go((voice?.place().nowMs ?? 0) + direction * SKIP_MS);
  }

  function faster(): void {
    speed.textContent = `${SPEEDS[(SPEEDS.indexOf(rate()) + 1) % SPEEDS.length]}×`;
    if (isPlaying) voice?.play(rate());
    draw();
  }

  function rate(): number {
    return Number.parseFloat(speed.textContent ?? "1");
  }

  function draw(): void {
    if (!voice) return;
    const placed = voice.place();
    drawTimes(player, part, placed);
    part("reading").textContent = why || placed.words;
    part("play").setAttribute("aria-label", isPlaying ? "Pause" : "Play");
    system.draw(isPlaying, placed, rate());
  }

  return {
    open(programme, from) {
      voice?.end();
      opener = from;
      voice = programme.voice(needs);
      system.name(programme.title);
      player.hidden = false;
      part("play").focus();
      resume();
    },
  };
}

type Part = (name: string) => HTMLElement;

interface Presses {
  toggle(): void;
  close(): void;
  go(ms: number): void;
  faster(): void;
}

function hearPresses(player: HTMLElement, part: Part, { toggle, close, go, faster }: Presses): void {
  const seek = part("seek") as HTMLInputElement;
  part("play").addEventListener("click", toggle);
  part("close").addEventListener("click", close);
  part("faster").addEventListener("click", faster);
  seek.addEventListener("input", () => go(Number(seek.value)));
  player.addEventListener("keydown", ({ key }) => key === "Escape" && close());
}

function drawTimes(player: HTMLElement, part: Part, { nowMs, totalMs }: Placed): void {
  player.classList.toggle("is-endless", totalMs === null);
  const seek = part("seek") as HTMLInputElement;
  const lengthMs = totalMs ?? 0;
  part("elapsed").textContent = minutesAndSeconds(nowMs);
  part("total").textContent = minutesAndSeconds(lengthMs);
  seek.max = String(Math.round(lengthMs));
  seek.value = String(Math.round(nowMs));
  seek.setAttribute("aria-valuetext", `${minutesAndSeconds(nowMs)} of ${minutesAndSeconds(lengthMs)}`);
}
