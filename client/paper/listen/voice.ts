/** Something that can be listened to: a story's recording, the device reading it, or the headlines as they break. */
export interface Voice {
  /** From where it stands. `rate`: 1 is normal. */
  play(rate: number): void;
  pause(): void;
  /** To this moment, in ms from the beginning; it goes on playing if it was. */
  seek(ms: number): void;
  place(): Placed;
  /** It will not be played again. */
  end(): void;
}

/** Where it stands. */
export interface Placed {
  nowMs: number;
  /** Null: it has no end. */
  totalMs: number | null;
  /** What is being said, or why nothing is. */
  words: string;
}

export interface VoiceNeeds {
  /** It came to its end. */
  onEnd: () => void;
  /** It stopped by itself, and why, in words for the reader. */
  onRefused: (words: string) => void;
  /** Where it stands has changed by a step. */
  onStep: () => void;
}
