import { parseCursor } from "../../../core/news/cursor.ts";
import { type Hello, REPLAY_AT_MOST } from "../../../core/pipes/live-events.ts";
import type { Snapshots } from "../log/snapshots.ts";
import type { Log } from "../log/wire-log.ts";
import type { WireFollower } from "./follow-wire.ts";

/** Where a reader starts, and what `hello` tells it of that. */
export interface Place {
  mode: Hello["mode"];
  complete: boolean;
  epoch: string;
  top: number;
  log: Log;
  written: number;
}

export interface JoinParts {
  wire: WireFollower;
  wireLog: Log;
  snapshots: Snapshots;
}

/**
 * A reader's place for the cursor it sent; `undefined` and `null` mean none. A cursor that lies beyond what this server
 * knows may come from a server that has heard more, so the store is asked before it is called false.
 * Throws when the store is needed and away.
 */
export async function findPlace(parts: JoinParts, sent: unknown): Promise<Place> {
  const { wire, wireLog, snapshots } = parts;
  const cursor = parseCursor(sent);
  const isNone = sent === undefined || sent === null;
  if (cursor && !isKnown(wire, cursor)) await wire.refill();

  const { epoch, top } = wire.ring();
  if (isNone) return { mode: "live", complete: true, epoch, top, log: wireLog, written: top };
  const isHere = cursor !== null && cursor.epoch === epoch && cursor.seq <= top;
  if (isHere && top - cursor.seq <= REPLAY_AT_MOST) {
    return { mode: "resume", complete: true, epoch, top, log: wireLog, written: cursor.seq };
  }
  const { log, ...state } = await snapshots.take();
  if (wire.ring().epoch > state.epoch) return findPlace(parts, sent); // a new epoch began meanwhile
  const written = isHere && cursor.epoch === state.epoch ? cursor.seq : 0;
  return { mode: "snapshot", complete: false, epoch: state.epoch, top: state.top, log, written };
}

function isKnown(wire: WireFollower, cursor: { epoch: string; seq: number }): boolean {
  const { epoch, top } = wire.ring();
  return cursor.epoch < epoch || (cursor.epoch === epoch && cursor.seq <= top);
}
