import { connect, type Socket } from "node:net";

/*
 * A WebSocket of which nothing is hidden (RFC 6455): what is read, and when, is decided outside, since a reader that
 * reads slowly or never must let the bytes lie where the kernel has them. It costs little, so that thousands fit into a
 * process. It takes what a server may send: unmasked frames, none of them fragmented. Its own frames are masked with
 * zeros, which is a mask like any other.
 */

export interface BareWebSocket {
  readonly tcp: Socket;
  say(text: string): void;
  /** A ping of so many bytes, to which the other end has to answer. */
  ping(bytes: number): void;
  /** Reads at most so many bytes of what is there. Only if it `isPaced`. */
  take(atMostBytes: number): void;
  /** At once, by RST if something is left unread. */
  close(): void;
}

export interface BareWebSocketOptions {
  /** Nothing is read but by `take`. */
  isPaced?: boolean;
  /** A whole text frame. */
  onText: (bytes: Buffer) => void;
  /** `wasAnswered`: somebody had been there. */
  onClose: (wasAnswered: boolean) => void;
}

const TEXT = 0x81;
const CLOSE = 0x88;
const PING = 0x89;
const PONG = 0x8a;
const MASKED = 0x80;

/** Opens one at a server's `/socket.io/`. */
export function openBareWebSocket(url: string, options: BareWebSocketOptions): BareWebSocket {
  const { hostname, port, host } = new URL(url);
  const tcp = connect({ port: Number(port), host: hostname, noDelay: true });
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    tcp.destroy();
    options.onClose(tcp.bytesRead > 0);
  };
  tcp.on("error", end);
  tcp.on("close", end);
  tcp.on("end", end);

  const feed = createFrameReader({
    isOver: () => isOver,
    text: options.onText,
    ping: (payload) => tcp.write(frame(PONG, payload)),
    end,
  });
  if (options.isPaced) tcp.on("readable", () => {});
  else tcp.on("data", feed);

  tcp.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\n` +
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  return {
    tcp,
    say: (text) => void (isOver || tcp.write(frame(TEXT, Buffer.from(text)))),
    ping: (bytes) => void (isOver || tcp.write(frame(PING, Buffer.alloc(bytes)))),
    take(atMostBytes) {
      const bytes: Buffer | null = isOver ? null : tcp.read(Math.min(atMostBytes, tcp.readableLength));
      if (bytes) feed(bytes);
    },
    close() {
      isOver = true;
      tcp.destroy();
    },
  };
}

interface FrameTakers {
  isOver: () => boolean;
  text: (payload: Buffer) => void;
  ping: (payload: Buffer) => void;
  /** The server says goodbye, or speaks no WebSocket. */
  end: () => void;
}

/** Takes bytes as they come: the answer to the handshake, then frames. */
function createFrameReader(takers: FrameTakers): (bytes: Buffer) => void {
  let rest: Buffer | null = null;
  let isUpgraded = false;

  function upgrade(bytes: Buffer): number {
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) return 0;
    isUpgraded = bytes.toString("latin1", 0, 12) === "HTTP/1.1 101";
    if (!isUpgraded) takers.end();
    return end + 4;
  }

  function hand(opcode: number, payload: Buffer): void {
    if (opcode === TEXT) takers.text(payload);
    else if (opcode === PING) takers.ping(payload);
    else if (opcode === CLOSE) takers.end();
  }

  return (fresh) => {
    const bytes: Buffer = rest ? Buffer.concat([rest, fresh]) : fresh;
    let at = isUpgraded ? 0 : upgrade(bytes);
    while (isUpgraded && !takers.isOver() && bytes.length - at >= 2) {
      const short = bytes[at + 1] ?? 0;
      const headerLength = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length - at < headerLength) break;
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      const start = at + headerLength;
      if (bytes.length < start + length) break;
      hand(bytes[at] ?? 0, bytes.subarray(start, start + length));
      at = start + length;
    }
    rest = at < bytes.length ? bytes.subarray(at) : null;
  };
}

/** At most 64 KiB, as a client sends it. */
function frame(first: number, payload: Buffer): Buffer {
  const isShort = payload.length < 126;
  const bytes = Buffer.alloc((isShort ? 6 : 8) + payload.length);
  bytes[0] = first;
  bytes[1] = MASKED | (isShort ? payload.length : 126);
  if (!isShort) bytes.writeUInt16BE(payload.length, 2);
  payload.copy(bytes, isShort ? 6 : 8);
  return bytes;
}
