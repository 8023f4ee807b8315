import { connect, type Socket } from "node:net";
import { connectPacket, type Dialect, EVENT_AT_LEAST_BYTES, isGreeting, WEBSOCKET_PATH } from "./dialects.ts";
import { createFrameScanner } from "./frame-scanner.ts";

/*
 * A reader's connection at the lowest price: a TCP socket, the upgrade by hand, one receive buffer for all, frames told
 * apart by their headers. A client library would cost more than the server that is measured.
 */

export interface Link {
  close(): void;
}

export interface LinkOptions {
  port: number;
  dialect: Dialect;
  cursor: string | null;
  /** Whether events are handed over as text, too. */
  isDecoded: boolean;
  /** After each read, so long nothing is read; 0: reads at once. */
  pauseMs: number;
  onGreeted(greeting: string): void;
  onEvent(text: string | null): void;
  /** The connection has ended; 0: without an answer; else the HTTP status it was refused with. */
  onEnd(status: number): void;
}

const TEXT = 1;
const PING = 9;
const HANDSHAKE_END = "\r\n\r\n";
const ENGINE_PONG = maskedFrame(TEXT, "3");
const received = Buffer.allocUnsafeSlow(256 * 1024);

export function openWebSocketLink(options: LinkOptions): Link {
  const { port, dialect, cursor, isDecoded, pauseMs, onGreeted, onEvent, onEnd } = options;
  let isGreeted = false;
  let head: string | null = "";
  let status = 0;

  const scan = createFrameScanner(
    () => isDecoded || !isGreeted,
    (opcode, length, payload) => {
      if (opcode === TEXT && isGreeted && length >= EVENT_AT_LEAST_BYTES)
        onEvent(payload === null ? null : payload.toString());
      else if (opcode === TEXT && length === 1) tcp.write(ENGINE_PONG);
      else if (opcode === TEXT && payload && !isGreeted) shakeHands(payload.toString());
      else if (opcode === PING) tcp.write(maskedFrame(10, ""));
    },
  );

  function shakeHands(text: string): void {
    if (text.startsWith("0")) tcp.write(maskedFrame(TEXT, connectPacket(cursor)));
    else if (isGreeting(dialect, text)) greeted(text);
    else if (text.startsWith("44")) tcp.destroy();
  }

  function greeted(text: string): void {
    isGreeted = true;
    onGreeted(text);
  }

  /** The answer to the upgrade; what follows it is frames. */
  function readHead(text: string): void {
    const end = text.indexOf(HANDSHAKE_END);
    head = end < 0 ? text : null;
    if (end < 0) return;
    status = Number(text.slice(9, 12));
    if (status !== 101) tcp.destroy();
    else {
      if (dialect === "ws") greeted("");
      scan(Buffer.from(text.slice(end + HANDSHAKE_END.length), "latin1"));
    }
  }

  const tcp: Socket = connect({
    ...{ port, host: "127.0.0.1", noDelay: true },
    onread: {
      buffer: received,
      callback: (length) => {
        const bytes = received.subarray(0, length);
        if (head === null) scan(bytes);
        else readHead(head + bytes.toString("latin1"));
        if (pauseMs > 0 && isGreeted) setTimeout(() => tcp.resume(), pauseMs);
        return pauseMs === 0 || !isGreeted;
      },
    },
  });
  tcp.on("error", () => {}); // a reset is an end
  tcp.once("close", () => onEnd(status === 101 ? 0 : status));
  tcp.write(
    `GET ${WEBSOCKET_PATH[dialect]} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
      `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==${HANDSHAKE_END}`,
  );
  return { close: () => tcp.destroy() };
}

/** A short frame as clients send it, under a mask of zeros. */
function maskedFrame(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
