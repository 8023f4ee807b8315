import { formatCursor } from "../../core/news/cursor.ts";
import type { Beat } from "../../core/pipes/live-events.ts";
import { type Message, messageOf } from "./encodings.ts";

/** Turns beats into messages, and the same beat into the same one: a thousand readers are told it at a time. */
export function createBeatMessages(): (beat: Beat) => Message {
  let said: { beat: Beat; message: Message } | null = null;

  return (beat) => {
    if (!said || !isSame(said.beat, beat)) {
      const message = messageOf("beat", JSON.stringify(beat), formatCursor({ ...beat, seq: beat.top }));
      said = { beat, message };
    }
    return said.message;
  };
}

function isSame(one: Beat, other: Beat): boolean {
  return one.now === other.now && one.top === other.top && one.epoch === other.epoch;
}
