import type { IncomingMessage, ServerResponse } from "node:http";
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
  /** Whose readers are counted together: a client's address, as far as proxies are believed, or its network. */
  clientOf: (request: IncomingMessage) => string;
  /** Readers at most from one client; 0: no limit. */
  readersPerAddress: number;
  /** Hears what became of each that is not of one who has come in before. */
  onHandshake?: (outcome: Handshake) => void;
}

export interface Doorkeeper {
  /** With which status a request at the sockets' door is turned away; null: it is not. */
  refusal(request: IncomingMessage): number | null;
  /**
   * The same for one that asks for a stream, which counts from then on. A door that is shut does not keep it out: who
   * streams by EventSource comes back to a stream that ends, and never to one that was refused.
   */
  streamRefusal(request: IncomingMessage, response: ServerResponse): number | null;
}

export function judgeHandshakes(
  { admission, isAcceptedOrigin, clientOf, readersPerAddress, onHandshake }: HandshakeParts,
  open: OpenConnections,
  isShut: () => boolean,
): Doorkeeper {
  function newcomer(request: IncomingMessage): Handshake {
    if (!admission.mayBegin()) return "shed";
    return readersPerAddress > 0 && open.from(clientOf(request)) >= readersPerAddress ? "full" : "begun";
  }
  /** Null: it has come in before. */
  function judge(request: IncomingMessage): Handshake | null {
    if (!isAcceptedOrigin(request.headers.origin)) return "origin";
    if (!isSpoken(request)) return "unspoken";
    if (isOfSession(request)) return null;
    return isShut() ? "shed" : newcomer(request);
  }
  function told(outcome: Handshake): number | null {
    onHandshake?.(outcome);
    return outcome === "begun" ? null : STATUS[outcome];
  }
  return {
    refusal(request) {
      const outcome = judge(request);
      return outcome === null ? null : told(outcome);
    },
    streamRefusal(request, response) {
      const status = told(newcomer(request));
      if (status === null) response.once("close", open.opened(clientOf(request)));
      return status;
    },
  };
}
