import type { Socket as NetSocket } from "node:net";
import type { Duplex } from "node:stream";
import type { Socket as EngineSocket } from "engine.io";
import type { Chunk, Encoding } from "./encodings.ts";
import type { Outlet } from "./reader.ts";

/*
 * A Socket.IO reader. Over WebSocket its bytes go straight to the TCP socket: the frames are made, and the engine's way
 * would allocate a packet, two buffers and three events for each. Long polling, and the moment of an upgrade, take the
 * engine's way.
 *
 * A reader settles once: on WebSocket, its upgrade done, nothing left in the engine's queue. From then on the engine
 * sends pings and its farewell only, which may stand anywhere between frames, so order holds and a pass has to look at
 * nothing but the sockets themselves. (A class, because a pass asks ten thousand of them: one shape, no closure each.)
 */

interface WebSocket {
  readyState: number;
  _socket: NetSocket & { _handle?: { writeQueueSize?: number } | null };
}

interface Inside {
  readyState: string;
  upgrading: boolean;
  transport: { name: string; writable: boolean; socket: WebSocket };
  /** Packets that the engine has not sent yet. */
  writeBuffer: unknown[];
}

const OPEN = 1;
/**
 * In so many ms a polling reader gets two answers at most. It asks again as soon as it has one, so on a wire that moves
 * fast each event would cost each of them a request; as it is they share one, and the first after a calm comes at once.
 */
const TWO_ANSWERS_IN_MS = 500;

export function socketOutlet(engine: EngineSocket): Outlet {
  return new SocketOutlet(engine);
}

class SocketOutlet implements Outlet {
  private readonly engine: EngineSocket;
  /** The engine's socket again, as it is inside. */
  private readonly inside: Inside;
  private settled: WebSocket | null = null;
  private fetched = 0;
  /** When the last two answers to polls left, ms of performance.now(). */
  private answeredAt: [before: number, last: number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  constructor(engine: EngineSocket) {
    this.engine = engine;
    this.inside = engine as unknown as Inside;
    engine.on("drain", () => this.fetched++);
  }

  /** The TCP socket, when the engine's way may be left out. */
  private direct(): WebSocket["_socket"] | null {
    if (this.settled === null && this.inside.writeBuffer.length === 0) this.settled = this.upgraded();
    return tcpOf(this.settled);
  }

  private upgraded(): WebSocket | null {
    const { transport, upgrading } = this.inside;
    return transport.name === "websocket" && !upgrading ? transport.socket : null;
  }

  get encoding(): Encoding {
    return this.direct() ? "frame" : "packet";
  }

  isIdle(): boolean {
    const tcp = this.direct();
    if (tcp) return tcp.writableLength === 0;
    const { transport, writeBuffer, readyState } = this.inside;
    if (writeBuffer.length > 0 || !transport.writable || readyState !== "open") return false;
    return performance.now() - this.answeredAt[0] >= TWO_ANSWERS_IN_MS;
  }

  write(chunk: Chunk): void {
    if (Buffer.isBuffer(chunk)) {
      this.direct()?.write(chunk);
      return;
    }
    this.answeredAt = [this.answeredAt[1], performance.now()];
    for (const packet of chunk) this.engine.send(packet);
  }

  waitingBytes(): number {
    return this.direct()?.writableLength ?? 0;
  }

  progress(): number {
    const tcp = this.direct();
    return tcp ? tcp.bytesWritten - tcp.writableLength - (tcp._handle?.writeQueueSize ?? 0) : this.fetched;
  }

  /** At once: a closing handshake would wait for a peer that takes nothing. */
  close(): void {
    const tcp = tcpOf(this.upgraded());
    if (tcp) tcp.destroy();
    else this.engine.close(true);
  }
}

/** What is written in this turn of the event loop leaves in one call of the kernel. */
export function gatherWrites(tcp: Duplex): void {
  tcp.cork();
  setImmediate(() => tcp.uncork());
}

/** The same for a connection that is on WebSocket already. */
export function writeTogether(engine: EngineSocket): void {
  const { transport } = engine as unknown as Inside;
  const tcp = transport.name === "websocket" ? tcpOf(transport.socket) : null;
  if (tcp) gatherWrites(tcp);
}

function tcpOf(socket: WebSocket | null): WebSocket["_socket"] | null {
  return socket?.readyState === OPEN ? socket._socket : null;
}
