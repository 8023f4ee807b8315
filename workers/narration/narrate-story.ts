import { paragraphsOf } from "../../core/page/markdown.ts";
import type { Store } from "../../core/store/connect.ts";
import {
  claimNarration,
  failNarration,
  keepAudio,
  type NarrationKey,
  type NarrationText,
} from "../../core/store/stories/narrations.ts";
import type { Spoken } from "./speak.ts";

/** About half an hour. What is longer is read by the reader's own device, sentence by sentence. */
const MOST_CHARACTERS = 30_000;

export interface NarrateParts {
  store: Store;
  speak: (text: string) => Promise<Spoken>;
  /** Hears why a text could not be read out. */
  onFailure: (failure: unknown, narration: NarrationKey) => void;
}

/** Reads one revision out, if that is still wanted. Throws only when the store is away. */
export async function narrateStory({ store, speak, onFailure }: NarrateParts, narration: NarrationKey): Promise<void> {
  const claimed = await claimNarration(store, narration);
  if (!claimed) return;
  const text = spokenText(claimed);
  if (text.length > MOST_CHARACTERS) {
    await failNarration(store, narration, true);
    return;
  }
  try {
    await keepAudio(store, narration, await speak(text));
  } catch (failure) {
    onFailure(failure, narration);
    await failNarration(store, narration, false);
  }
}

/** Headline, standfirst and body as they are read out: each on its own, ended, so that the voice pauses between them. */
export function spokenText({ headline, standfirst, body }: NarrationText): string {
  return [headline, standfirst, ...paragraphsOf(body)]
    .map((paragraph) => paragraph.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim())
    .filter(Boolean)
    .map((paragraph) => (/[.!?…:;]["'’”)]*$/u.test(paragraph) ? paragraph : `${paragraph}.`))
    .join("\n\n");
}
