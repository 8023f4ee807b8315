import type { IncomingMessage } from "node:http";
import type { Admission } from "./admission.ts";
import { isOfSession, isSpoken } from "./engine-bounds.ts";
import type { OpenConnections } from "./open-connections.ts";

/** `begun`, or why it was turned away: an origin of others, no method of the protocol, too many at once, too many from there. */
export type Handshake = "begun" | "origin" | "unspoken" | "shed" | "full";

export const HANDSHAKES: readonly Handshake[] = ["begun", "origin", "unspoken", "shed", "full"];

const STATUS: Record<Exclude<Handshake, "begun">, number> = { origin: 403, unspoken: 400, shed: 503, full: 429 };

export interface HandshakeParts {
  admission: Admission;
  isAcceptedOrigin: (origin: string | undefined) => boolean;
  /** The client's address, as far as proxies are believed. */
  addressOf: (request: IncomingMessage) => string;
  /** Readers at most from one address; 0: no limit. */
  readersPerAddress: number;
  /** Hears what became of each that is not of one who has come in before. */
  onHandshake?: (outcome: Handshake) => void;
}

/** Returns what says with which status a request is turned away; null: it is not. */
export function judgeHandshakes(
  { admission, isAcceptedOrigin, addressOf, readersPerAddress, onHandshake }: HandshakeParts,
  open: OpenConnections,
  isShut: () => boolean,
): (request: IncomingMessage) => number | null {
  /** Null: it has come in before. */
  function judge(request: IncomingMessage): Handshake | null {
    if (!isAcceptedOrigin(request.headers.origin)) return "origin";
    if (!isSpoken(request)) return "unspoken";
    if (isOfSession(request)) return null;
    if (isShut() || !admission.mayBegin()) return "shed";
    const isFull = readersPerAddress > 0 && open.from(addressOf(request)) >= readersPerAddress;
    return isFull ? "full" : "begun";
  }
  return (request) => {
    const outcome = judge(request);
    if (outcome === null) return null;
    onHandshake?.(outcome);
    return outcome === "begun" ? null : STATUS[outcome];
  };
}
