/** About how long a voice takes: measured on common voices at their normal rate. */
const MS_PER_CHARACTER = 66;

/** One sentence of what is read out, and when it begins, in ms from the beginning at normal speed. */
export interface Sentence {
  text: string;
  startMs: number;
  lengthMs: number;
}

/**
 * Cuts paragraphs into sentences, each short enough for a voice (some stop for good after some hundred characters).
 * Pure. The times are estimates: no speech engine says beforehand how long it will take.
 */
export function sentencesOf(paragraphs: readonly string[]): Sentence[] {
  let startMs = 0;
  return paragraphs.flatMap(cut).map((text) => {
    const lengthMs = text.length * MS_PER_CHARACTER + 250;
    const sentence = { text, startMs, lengthMs };
    startMs += lengthMs;
    return sentence;
  });
}

/** The sentence that is read at a moment; the last one for whatever lies behind. */
export function sentenceAt(sentences: readonly Sentence[], atMs: number): number {
  const next = sentences.findIndex(({ startMs }) => startMs > atMs);
  return next === -1 ? sentences.length - 1 : Math.max(0, next - 1);
}

/** "2:41" */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function cut(paragraph: string): string[] {
  const text = paragraph.replace(/\s+/g, " ").trim();
  const ends = /(?<=[.!?…]["”’)]?)\s+(?=["“‘(]?[\p{Lu}\d])|(?<=.{180,}[,;:–—])\s+/gu;
  return text.split(ends).filter(Boolean);
}
