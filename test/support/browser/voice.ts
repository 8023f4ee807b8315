import type { Page } from "playwright-core";

/** A voice that the device of a page has, since no test machine has one. It speaks for as long as the test wants. */
export interface Voice {
  /** Every text that it was given, in order. */
  said(): Promise<string[]>;
  /** Whether it is speaking. */
  isSpeaking(): Promise<boolean>;
  /** It comes to the end of its text. */
  finish(): Promise<void>;
}

interface VoicedWindow {
  voice: { said: string[]; current: { onend?: () => void } | null };
}

/** Before the page is opened: `page.goto` afterwards. */
export async function giveVoice(page: Page): Promise<Voice> {
  await page.addInitScript(() => {
    const voice: VoicedWindow["voice"] = { said: [], current: null };
    Object.assign(window, { voice });
    Object.defineProperty(window, "SpeechSynthesisUtterance", {
      value: class {
        text: string;
        constructor(text: string) {
          this.text = text;
        }
      },
    });
    Object.defineProperty(window, "speechSynthesis", {
      value: {
        getVoices: () => ["one"],
        cancel() {
          voice.current = null;
        },
        speak(utterance: { text: string; onend?: () => void }) {
          voice.current = utterance;
          voice.said.push(utterance.text);
        },
      },
    });
  });
  return {
    said: () => page.evaluate(() => (window as unknown as VoicedWindow).voice.said),
    isSpeaking: () => page.evaluate(() => (window as unknown as VoicedWindow).voice.current !== null),
    finish: () =>
      page.evaluate(() => {
        const { voice } = window as unknown as VoicedWindow;
        const ended = voice.current;
        voice.current = null;
        ended?.onend?.();
      }),
  };
}
