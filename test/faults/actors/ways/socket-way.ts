import { openBareWebSocket } from "./bare-websocket.ts";
import { takePacket } from "./packet.ts";
import type { Ear, Way } from "./way.ts";

/*
 * Over WebSocket, at a pace: all that comes, a trickle, or nothing any more once everything is there. Who stalls still
 * says that it lives, and who floods says it without end and has pings answered that it never reads; both hold a
 * connection open that takes nothing.
 */

export type Pace = "all" | "trickle" | "stalls" | "floods";

const TRICKLE_BYTES = 256;
const ANY = Number.MAX_SAFE_INTEGER;
const SAYS_SO_EVERY_MS = 3_000;
const FLOOD_PINGS = 100;
const PING_BYTES = 125;

export function socketWay(pace: Pace): Way {
  return (url, cursor, ear) => {
    let hasAll = false;
    let saysSoAt = 0;
    const heard: Ear = {
      ...ear,
      message: (name, json) => {
        ear.message(name, json);
        hasAll ||= name === "beat";
      },
    };
    const socket = openBareWebSocket(url, {
      isPaced: pace !== "all",
      onText: (bytes) => takePacket({ say: socket.say, cursor }, heard, bytes.toString()),
      onClose: () => ear.over("lost"),
    });

    function stall(now: number): void {
      if (pace === "floods") for (let i = 0; i < FLOOD_PINGS; i++) socket.ping(PING_BYTES);
      if (pace === "stalls" && now < saysSoAt) return;
      saysSoAt = now + SAYS_SO_EVERY_MS;
      socket.say("3");
    }

    return {
      tick(now) {
        if (pace === "trickle") socket.take(TRICKLE_BYTES);
        else if (pace !== "all" && !hasAll) socket.take(ANY);
        else if (pace !== "all") stall(now);
      },
      close: socket.close,
    };
  };
}
