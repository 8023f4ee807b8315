import type { Socket as NetSocket } from "node:net";
import type { Socket as EngineSocket } from "engine.io";
import type { Chunk } from "./encodings.ts";
import type { Outlet } from "./pump.ts";

/*
 * A Socket.IO reader. Over WebSocket its bytes go straight to the TCP socket: the frames are made, and the engine's way
 * would allocate a packet, two buffers and three events for each. What the engine itself sends (pings, `hello`) is
 * written to the same TCP socket at once, so order holds whenever the engine's own queue is empty. Long polling, and
 * the moment of an upgrade, take the engine's way.
 */

interface WebSocketTransport {
  name: "websocket";
  socket: { readyState: number; _socket?: NetSocket };
}

const OPEN = 1;

export function socketOutlet(engine: EngineSocket): Outlet {
  /** The TCP socket, when the engine's way may be left out. */
  function direct(): NetSocket | null {
    const transport = engine.transport as unknown as WebSocketTransport;
    if (transport.name !== "websocket" || engine.upgrading) return null;
    return transport.socket.readyState === OPEN ? (transport.socket._socket ?? null) : null;
  }

  const queued = (): { length: number } => (engine as unknown as { writeBuffer: unknown[] }).writeBuffer;

  let fetched = 0;
  engine.on("drain", () => fetched++);

  return {
    get encoding() {
      return direct() ? "frame" : "packet";
    },
    isIdle() {
      const tcp = direct();
      if (queued().length > 0) return false;
      return tcp ? tcp.writableLength === 0 : engine.transport.writable && engine.readyState === "open";
    },
    write(chunk: Chunk) {
      if (Buffer.isBuffer(chunk)) direct()?.write(chunk);
      else for (const packet of chunk) engine.send(packet);
    },
    waitingBytes: () => direct()?.writableLength ?? 0,
    progress() {
      const tcp = direct() as (NetSocket & { _handle?: { writeQueueSize?: number } | null }) | null;
      return tcp ? tcp.bytesWritten - tcp.writableLength - (tcp._handle?.writeQueueSize ?? 0) : fetched;
    },
    /** At once: a closing handshake would wait for a peer that takes nothing. */
    close() {
      const tcp = direct();
      if (tcp) tcp.destroy();
      else engine.close(true);
    },
  };
}
