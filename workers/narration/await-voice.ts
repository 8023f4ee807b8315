import { repeat } from "../../core/process/repeat.ts";

/** A voice may be installed at any time. */
const TRY_AGAIN_MS = 15_000;

export interface AwaitVoiceParts {
  tryVoice: () => Promise<unknown>;
  /** Hears once that there is none yet, and why. */
  onSilent: (failure: unknown) => void;
  /** Hears once that there is one. */
  onVoice: () => void;
}

/** Tries the voice now and every 15 s until it speaks. The returned function gives up. */
export function awaitVoice({ tryVoice, onSilent, onVoice }: AwaitVoiceParts): () => void {
  let isOver = false;
  let isSilent = false;

  async function tryOnce(): Promise<void> {
    const failure = await tryVoice().then(
      () => null,
      (reason: unknown) => reason ?? new Error("it said nothing"),
    );
    if (isOver) return;
    if (failure === null) {
      giveUp();
      onVoice();
    } else if (!isSilent) {
      isSilent = true;
      onSilent(failure);
    }
  }

  function giveUp(): void {
    isOver = true;
    void stop();
  }

  const stop = repeat(TRY_AGAIN_MS, tryOnce);
  void tryOnce();
  return giveUp;
}
