import { Decoder } from "socket.io-parser";

/** Binary packets are refused before anything is collected for them. */
export class TextDecoder extends Decoder {
  override add(packet: unknown): void {
    if (typeof packet !== "string" || packet.startsWith("5") || packet.startsWith("6")) {
      throw new Error("attachments are not taken here");
    }
    super.add(packet);
  }
}
