import type { IncomingMessage } from "node:http";
import type { Server as Engine, Socket as EngineSocket } from "engine.io";
import { socketOutlet } from "../out/socket-outlet.ts";

/*
 * What a stranger can make the engine itself say is bounded too: pongs to a WebSocket's pings, and refusals of
 * namespaces. The pump watches readers; whoever floods before it is one, or by polling without ever asking, would
 * otherwise fill the memory with answers that nobody fetches.
 */

const WAITING_AT_MOST_BYTES = 128 * 1024;

export function boundWaiting(engine: Engine): void {
  engine.on("headers", (_headers: unknown, { headers, socket: tcp }: IncomingMessage) => {
    if (headers.upgrade === undefined) return;
    tcp.on("data", () => {
      if (tcp.writableLength > WAITING_AT_MOST_BYTES) tcp.destroy();
    });
  });
  engine.on("connection", (connection: EngineSocket) => {
    // Engine.IO's farewell: the engine itself hears it by polling only.
    connection.on("packet", ({ type }: { type: string }) => {
      if (type === "close") connection.close();
    });
    let waitingBytes = 0;
    connection.on("flush", () => {
      waitingBytes = 0;
    });
    connection.on("packetCreate", ({ data = "" }: { data?: string }) => {
      waitingBytes += data.length;
      if (waitingBytes > WAITING_AT_MOST_BYTES) socketOutlet(connection).close();
    });
  });
}

const METHODS = new Set(["GET", "POST", "OPTIONS"]);

/** Whether this is a method of the protocol; the engine would answer some others with a 500. */
export function isSpoken({ method = "" }: IncomingMessage): boolean {
  return METHODS.has(method);
}

const MAY_NAME_ONE = /sid=|%/i;

/** Whether the engine will take a request for one of a session: as it reads the address, so that nobody else gets past the door. */
export function isOfSession({ url = "" }: IncomingMessage): boolean {
  if (!MAY_NAME_ONE.test(url)) return false; // a fresh one, as nearly all are: nothing to take apart
  return Boolean(new URL(url, "http://reader").searchParams.getAll("sid").at(-1));
}
