import type { Beat } from "../../../core/pipes/live-events.ts";
import { type Log, MAX_BATCH_BYTES } from "../log/wire-log.ts";
import { encode, type Message } from "./encodings.ts";
import { createOwedBeats } from "./owed-beats.ts";
import { BEAT_SLOTS, type Reader } from "./reader.ts";

/*
 * One reader, one number: the last seq written to it. A pass visits the readers; whoever has nothing waiting gets what
 * comes after its number, in one write shared with all who stand at the same number, and its number moves. Whoever
 * still has something waiting is left alone until that is gone.
 *
 * Live, catch-up, bursts and slow readers are this one loop. Nothing is queued per reader, nothing is written twice, no
 * join can race a pass, and order cannot break, because there is nothing but the number. (Rejected: a broadcast for
 * those who are live beside a replay for those who return. Each is simple; the seam between them is not.)
 *
 * The loop clocks itself: what arrives during a pass is written by the next, together. When idle a pass starts at once.
 */

export interface Pump {
  /** Greets the reader first, and from then on it gets what comes after its number. */
  join(reader: Reader, greeting: Message): void;
  leave(reader: Reader): void;
  /** There is something new to write. */
  wake(): void;
  /** Writes one message to one reader outside the wire: `drain`. */
  say(reader: Reader, message: Message): void;
  readers(): ReadonlySet<Reader>;
  /** Events of the wire that were written, each counted for every reader; what a snapshot holds is not among them. */
  written(): number;
  close(): void;
}

export interface PumpParts {
  wire: Log;
  /** The wire's present beat; null while this server is not sure of its top. */
  beat: () => Beat | null;
  /** A reader took nothing for too long, or let too much pile up, and was closed. */
  onSlow: () => void;
}

/** A slice ends after so many readers, or so long: whoever knocks meanwhile waits for it, and counts as a busy door. */
const SLICE = 2_000;
const SLICE_MS = 10;
const CLOCK_EVERY = 50;
const LOOK_AGAIN_MS = 20;
const TAKES_NOTHING_MS = 10_000;
const WAITING_AT_MOST_BYTES = 2 * MAX_BATCH_BYTES;
const BEAT_SLOT_MS = 1_000;

export function createPump({ wire, beat, onSlow }: PumpParts): Pump {
  const readers = new Set<Reader>();
  const waiting = new Set<Reader>();
  const beats = createOwedBeats(wire, beat);
  let pass: Iterator<Reader> | null = null;
  let isAnotherDue = false;
  let [slot, written] = [0, 0];

  function wake(): void {
    if (pass) {
      isAnotherDue = true;
      return;
    }
    pass = readers.values();
    setImmediate(nextSlice);
  }

  function nextSlice(): void {
    if (!pass) return;
    const end = performance.now() + SLICE_MS;
    for (let visited = 1; visited <= SLICE; visited++) {
      const { value: reader, done } = pass.next();
      if (done) {
        pass = null;
        if (isAnotherDue) {
          isAnotherDue = false;
          wake();
        }
        return;
      }
      serve(reader);
      if (visited % CLOCK_EVERY === 0 && performance.now() > end) break;
    }
    setImmediate(nextSlice);
  }

  function serve(reader: Reader): void {
    const { outlet } = reader;
    if (!outlet.isIdle()) {
      letWait(reader);
      return;
    }
    waiting.delete(reader);
    reader.waitingSince = 0;
    const batch = reader.log.after(reader.written, outlet.encoding);
    if (batch === "loading") return;
    if (batch !== "through") {
      if (batch.chunk.length > 0) outlet.write(beats.withBatch(reader, batch));
      if (reader.log === wire) written += batch.upTo - reader.written;
      reader.written = batch.upTo;
      if (!outlet.isIdle()) letWait(reader);
      if (reader.log !== wire || reader.log.after(reader.written, outlet.encoding) !== "through") wake();
    } else if (reader.log !== wire) {
      reader.log = wire;
      serve(reader);
    } else if (reader.owesBeat) sayBeat(reader);
  }

  function sayBeat(reader: Reader): void {
    const present = beats.take(reader, reader.written);
    if (present) reader.outlet.write(encode([present], reader.outlet.encoding));
  }

  /** Whoever has nothing to catch up gets greeting and beat in one write. The others are served when that has left. */
  function greet(reader: Reader, greeting: Message): void {
    const present = beats.take(reader, reader.written);
    reader.outlet.write(encode(present ? [greeting, present] : [greeting], reader.outlet.encoding));
    if (reader.owesBeat) setImmediate(() => readers.has(reader) && serve(reader));
  }

  function letWait(reader: Reader): void {
    const { outlet } = reader;
    const progress = outlet.progress();
    if (reader.waitingSince === 0 || reader.waitingAt !== progress) {
      reader.waitingSince = performance.now();
      reader.waitingAt = progress;
      waiting.add(reader);
    }
    const isStuck = performance.now() - reader.waitingSince > TAKES_NOTHING_MS;
    if (isStuck || outlet.waitingBytes() > WAITING_AT_MOST_BYTES) {
      onSlow();
      leave(reader);
      outlet.close();
    }
  }

  function leave(reader: Reader): void {
    readers.delete(reader);
    waiting.delete(reader);
  }

  const lookAgain = setInterval(() => {
    for (const reader of waiting) serve(reader);
  }, LOOK_AGAIN_MS);

  const everySlot = setInterval(() => {
    slot = (slot + 1) % BEAT_SLOTS;
    for (const reader of readers) {
      if (reader.owesBeat || !reader.outlet.isIdle()) serve(reader);
      if (reader.beatSlot === slot) reader.owesBeat = true; // from now on for a second with the next event, then alone
    }
  }, BEAT_SLOT_MS);

  return {
    join: (reader, greeting) => {
      readers.add(reader);
      greet(reader, greeting);
    },
    leave,
    wake,
    say: ({ outlet }, message) => outlet.write(encode([message], outlet.encoding)),
    readers: () => readers,
    written: () => written,
    close: () => {
      clearInterval(lookAgain);
      clearInterval(everySlot);
      pass = null;
      readers.clear();
      waiting.clear();
    },
  };
}
