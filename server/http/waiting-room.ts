import { healthOf } from "../../core/process/health.ts";
import { type Listeners, listenOn, type OwnWayIn } from "./listen-on.ts";

const NOBODY_COMES_IN: OwnWayIn = { isFor: () => false, onRequest() {}, onUpgrade() {} };

/** A server's port before the server can begin: `/livez` is answered, and everything else is told for what it waits. */
export function openWaitingRoom(place: { hosts: string[]; port: number }, waitsFor: () => string): Promise<Listeners> {
  return listenOn(place, NOBODY_COMES_IN, ({ url }, response) => {
    const isAsked = url === "/livez";
    const { checks, degraded } = healthOf({ [waitsFor()]: false }, {});
    response.writeHead(isAsked ? 200 : 503, { "Content-Type": "application/json", "Cache-Control": "no-store" });
    response.end(JSON.stringify(isAsked ? {} : { checks, degraded }));
  });
}
