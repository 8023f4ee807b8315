const PRESS_AGAIN = "Press play again to listen.";
const NO_VOICE = "This device has no voice to read with.";
/** An engine without any voice takes the text and stays silent for ever, without an error. */
const VOICELESS_AFTER_MS = 1_500;

export interface SpeechNeeds {
  /** The text was read to its end. */
  onEnd: () => void;
  /** It cannot be read, and why, in words for the reader. */
  onRefused: (words: string) => void;
}

export interface Speech {
  /** Reads a text in the page's language; what was being read is dropped. `rate`: 1 is normal. */
  say(text: string, rate: number): void;
  /** Refuses soon, if there is no voice; for when the first text is yet to come. */
  check(): void;
  stop(): void;
}

/** The device's own voice, one text at a time. A text that was dropped also "ends": only the newest one counts. */
export function createSpeech({ onEnd, onRefused }: SpeechNeeds): Speech {
  let current: SpeechSynthesisUtterance | null = null;

  function stop(): void {
    current = null;
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  function refuse(words: string): void {
    stop();
    onRefused(words);
  }

  /** Unless `isOver` by then: a device is asked for its voices when it has had time to find them. */
  function refuseIfVoiceless(isOver: () => boolean): void {
    setTimeout(() => {
      const isVoiceless = !("speechSynthesis" in window) || speechSynthesis.getVoices().length === 0;
      if (isVoiceless && !isOver()) refuse(NO_VOICE);
    }, VOICELESS_AFTER_MS);
  }

  return {
    stop,
    check: () => refuseIfVoiceless(() => current !== null), // then that text tells
    say(text, rate) {
      stop();
      if (!("speechSynthesis" in window)) {
        onRefused(NO_VOICE);
        return;
      }
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.rate = rate;
      spoken.lang = document.documentElement.lang;
      spoken.onend = () => spoken === current && onEnd();
      spoken.onerror = ({ error }) => spoken === current && refuse(error === "not-allowed" ? PRESS_AGAIN : NO_VOICE);
      current = spoken;
      speechSynthesis.speak(spoken);
      refuseIfVoiceless(() => spoken !== current);
    },
  };
}
