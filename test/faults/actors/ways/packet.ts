import type { Ear } from "./way.ts";

/** What a Socket.IO reader answers to a packet at once; the rest is for its ear. */
export interface Answers {
  say(packet: string): void;
  cursor: string | null;
}

/** Takes one packet of Engine.IO v4 with what it carries of Socket.IO v5, and answers the handshake and the pings. */
export function takePacket({ say, cursor }: Answers, ear: Ear, packet: string): void {
  ear.alive();
  if (packet.startsWith("0")) say(`40${cursor === null ? "" : JSON.stringify({ cursor })}`);
  else if (packet === "2") say("3");
  else if (packet.startsWith("44") || packet === "41" || packet === "1") ear.over(`refused: ${packet}`);
  else if (packet.startsWith("42")) {
    const comma = packet.indexOf(",");
    ear.message(packet.slice(4, comma - 1), packet.slice(comma + 1, -1));
  }
}
