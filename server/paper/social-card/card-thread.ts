import { parentPort } from "node:worker_threads";
import type { CardWords } from "./card.ts";
import { drawCard, loadCardFonts } from "./draw-card.ts";

/** The thread on which cards are drawn, one after the other: words in, a PNG out. */
const fonts = loadCardFonts();

parentPort?.on("message", async (words: CardWords) => {
  try {
    const png = new Uint8Array(await drawCard(words, await fonts));
    parentPort?.postMessage({ png }, [png.buffer]);
  } catch (failure) {
    parentPort?.postMessage({ failure: String(failure) });
  }
});
