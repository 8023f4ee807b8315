import { waitingFor } from "../../core/process/health.ts";
import { type Answering, type Listeners, listenOn, type OwnWayIn } from "./listen-on.ts";

const NOBODY_COMES_IN: OwnWayIn = { isFor: () => false, onRequest() {}, onUpgrade() {} };

/** A server's port before the server can begin: `/livez` is answered, and everything else is told for what it waits. */
export function openWaitingRoom(
  place: { hosts: string[]; port: number },
  dress: Answering["dress"],
  waitsFor: () => string,
): Promise<Listeners> {
  return listenOn(place, {
    ...{ dress, door: NOBODY_COMES_IN },
    app({ url }, response) {
      const isAsked = url === "/livez";
      const { checks, degraded } = waitingFor(waitsFor());
      response.writeHead(isAsked ? 200 : 503, { "Content-Type": "application/json", "Cache-Control": "no-store" });
      response.end(JSON.stringify(isAsked ? {} : { checks, degraded }));
    },
  });
}
