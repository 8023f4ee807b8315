import { fileURLToPath } from "node:url";

/** A voice that every machine has: the two programs beside this file. */
export const STAND_IN = {
  SPEECH_COMMAND: `${process.execPath} ${fileURLToPath(new URL("speech.ts", import.meta.url))}`,
  SPEECH_ENCODER: `${process.execPath} ${fileURLToPath(new URL("encoder.ts", import.meta.url))}`,
};
