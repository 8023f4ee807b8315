import { messageOf } from "./out/encodings.ts";
import type { Pump } from "./out/pump.ts";

const AT_LEAST_MS = 5_000;
const READERS_PER_SECOND = 1_500;
const LAST_ONES_MS = 2_000;
const LOOK_MS = 100;

/**
 * Sends every reader elsewhere, spread over as long as the others need to take them in: each opens its next connection,
 * with its cursor, before it closes this one. Resolves when all are gone, or at the end of the time.
 */
export async function drainReaders(pump: Pump): Promise<void> {
  const spreadMs = Math.max(AT_LEAST_MS, (pump.readers().size / READERS_PER_SECOND) * 1_000);
  for (const reader of pump.readers()) {
    pump.say(reader, messageOf("drain", JSON.stringify({ afterMs: Math.floor(Math.random() * spreadMs) })));
  }
  const end = performance.now() + spreadMs + LAST_ONES_MS;
  while (pump.readers().size > 0 && performance.now() < end) {
    await new Promise((resume) => setTimeout(resume, LOOK_MS));
  }
}
