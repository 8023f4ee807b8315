import { timingSafeEqual } from "node:crypto";
import type { WayOut } from "../start-wire.ts";

/*
 * The canary's reader stands at the same door as everybody, so that the door is proved: the same listener, handshake,
 * namespace and pump. What it shows there is a pass that this process has made for itself and tells nobody. (Rejected: a
 * path or a namespace of its own. Readers could be shut out while the canary still came in.)
 */

/** A wire that is for the holder of a pass. */
export interface HiddenWay extends WayOut {
  pass: string;
}

/** The way out for who shows this at the handshake. What is no pass is not refused: it means nothing, as any other field. */
export function wayFor(everybodys: WayOut & { hidden?: HiddenWay | undefined }, shown: unknown): WayOut {
  const { hidden } = everybodys;
  return hidden && typeof shown === "string" && isSame(shown, hidden.pass) ? hidden : everybodys;
}

/** In a time that tells nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  const [bytes, otherBytes] = [Buffer.from(one), Buffer.from(other)];
  return bytes.length === otherBytes.length && timingSafeEqual(bytes, otherBytes);
}
