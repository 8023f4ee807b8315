import { parentPort } from "node:worker_threads";
import { type GivenDocument, readDocument } from "./read-document.ts";

/** The thread on which sources' documents are read, one after the other: bytes in, items or a sentence out. */
parentPort?.on("message", (given: GivenDocument) => {
  try {
    parentPort?.postMessage(readDocument(given));
  } catch (failure) {
    const isTooLarge = (failure as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    parentPort?.postMessage({ says: isTooLarge ? "Unpacked it is larger than allowed." : "This could not be read." });
  }
});
