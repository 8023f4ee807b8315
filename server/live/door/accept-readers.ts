import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Server as Engine } from "engine.io";
import { Server, type Socket } from "socket.io";
import { Encoder } from "socket.io-parser";
import { type Clock, timeText } from "../../../core/clock.ts";
import {
  type Hello,
  LIVE_PATH,
  MAX_DEVICE_LENGTH,
  parseShown,
  type ReaderAuth,
  type ReaderEvents,
  type ServerEvents,
} from "../../../core/pipes/live-events.ts";
import type { Log } from "../../../core/process/log.ts";
import { findPlace } from "../follow/join-wire.ts";
import { messageOf } from "../out/encodings.ts";
import { type Reader, readerAt } from "../out/reader.ts";
import { gatherWrites, socketOutlet, writeTogether } from "../out/socket-outlet.ts";
import type { Respondent } from "../reach.ts";
import type { WayOut } from "../start-wire.ts";
import { answerPage } from "./answer-page.ts";
import { boundWaiting } from "./engine-bounds.ts";
import { type Doorkeeper, type HandshakeParts, judgeHandshakes } from "./handshakes.ts";
import { type HiddenWay, wayFor } from "./hidden-way.ts";
import { countConnections } from "./open-connections.ts";
import { openSideDoors, type SideDoor } from "./side-doors.ts";
import { TextDecoder } from "./text-decoder.ts";

/*
 * The door for Socket.IO readers: who may come in, the handshake, and `hello`. After that a reader belongs to the pump.
 * Everything a reader sends is hostile until it is parsed; a handler that threw would end the process.
 */

type EngineRequest = Parameters<Engine["handleRequest"]>[0];
type ReaderSocket = Socket<ReaderEvents, ServerEvents>;

/** What the public protocol suites need to set; everybody else leaves it alone. */
export interface LiveOptions {
  path: string;
  pingIntervalMs: number;
  pingTimeoutMs: number;
  maxFrameBytes: number;
  connectTimeoutMs: number;
}

export const LIVE_OPTIONS: LiveOptions = {
  path: LIVE_PATH,
  pingIntervalMs: 25_000,
  pingTimeoutMs: 20_000,
  maxFrameBytes: 16 * 1024,
  connectTimeoutMs: 10_000,
};

/** The way out that is every reader's, and what the door needs besides. */
export interface AcceptParts extends WayOut, HandshakeParts {
  hidden?: HiddenWay | undefined;
  clock: Clock;
  retryAfterMs: () => number;
  /** Whoever comes in by one of them is no reader. */
  sideDoors?: SideDoor[];
  log: Log;
}

export interface Door {
  /** Whether a request is for this door. */
  isFor(request: IncomingMessage): boolean;
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onUpgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): void;
  /** With which status a request for a stream is turned away; null: it is not, and counts as a reader from there. */
  streamRefusal: Doorkeeper["streamRefusal"];
  /** From now on nobody comes in; whoever is in stays. */
  shut(): void;
  close(): Promise<void>;
}

export function acceptReaders(parts: AcceptParts, options: LiveOptions = LIVE_OPTIONS): Door {
  const { retryAfterMs, sideDoors = [] } = parts;
  const engine = new Engine({
    transports: ["polling", "websocket"],
    pingInterval: options.pingIntervalMs,
    pingTimeout: options.pingTimeoutMs,
    maxHttpBufferSize: options.maxFrameBytes,
    perMessageDeflate: false,
    httpCompression: false, // it would be done anew for each who polls
  });
  const io = new Server<ReaderEvents, ServerEvents>({
    serveClient: false,
    connectTimeout: options.connectTimeoutMs,
    parser: { Encoder, Decoder: TextDecoder },
  });
  io.bind(engine);
  // A room of its own for every socket would be two maps and two sets a reader; nobody here is spoken to by room.
  Object.assign(io.of("/").adapter, { addAll: () => {}, delAll: () => {} });
  boundWaiting(engine);
  const open = countConnections(parts, engine);
  let isShut = false;
  const { refusal, streamRefusal } = judgeHandshakes(parts, open, () => isShut);

  openSideDoors(io, sideDoors, open.settle);
  io.use((socket, next) => {
    const { device } = authOf(socket);
    const isFine = device === undefined || (typeof device === "string" && device.length <= MAX_DEVICE_LENGTH);
    writeTogether(socket.conn); // the answer to its CONNECT, hello, and a beat
    next(isFine ? undefined : new Error(`device: a text of at most ${MAX_DEVICE_LENGTH} characters`));
  });
  io.on("connection", (socket) => {
    open.settle(socket.conn);
    socket.on("error", () => {});
    welcome(parts, socket).catch((failure) => {
      parts.log.warn({ err: failure }, "a reader could not be placed");
      socket.disconnect(true);
    });
  });

  return {
    streamRefusal,
    isFor: ({ url = "" }) => url.startsWith(options.path) || url.startsWith(`${options.path.replace(/\/$/, "")}?`),
    onRequest(request, response) {
      const status = refusal(request);
      if (status === null) {
        if (!answerPage(request, response)) engine.handleRequest(request as EngineRequest, response);
      } else response.writeHead(status, { "Retry-After": Math.ceil(retryAfterMs() / 1000), Connection: "close" }).end();
    },
    onUpgrade(request, tcp, head) {
      const status = refusal(request);
      if (status === null) {
        gatherWrites(tcp); // the answer to its upgrade, and the engine's first packet
        engine.handleUpgrade(request as EngineRequest, tcp, head);
      } else {
        tcp.on("error", () => {}); // nobody else listens to a socket that is upgraded no further
        tcp.end(`HTTP/1.1 ${status} Refused\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      }
    },
    shut: () => {
      isShut = true;
    },
    close: async () => {
      isShut = true;
      engine.close();
      await io.close();
    },
  };
}

function authOf(socket: ReaderSocket): ReaderAuth {
  const { auth } = socket.handshake;
  return typeof auth === "object" && auth !== null ? auth : {};
}

async function welcome(parts: AcceptParts, socket: ReaderSocket): Promise<void> {
  const { clock, retryAfterMs } = parts;
  const { cursor, device, canary } = authOf(socket);
  const way = wayFor(parts, canary);
  const { mode, complete, epoch, top, log, written } = await findPlace(way, cursor);
  if (!socket.connected) return;

  const respondent: Respondent = { liveFrom: top, device: device ?? null, isAsked: false };
  const reader = readerAt(socketOutlet(socket.conn), log, written);
  listenTo(way, socket, reader, respondent);
  way.reach.join(respondent);
  const acks = respondent.isAsked || respondent.device !== null;
  const hello: Hello = { epoch, top, now: timeText(clock.now()), mode, complete, acks, retryAfterMs: retryAfterMs() };
  way.pump.join(reader, messageOf("hello", JSON.stringify(hello)));
}

function listenTo({ pump, reach }: WayOut, socket: ReaderSocket, reader: Reader, respondent: Respondent): void {
  socket.onAny((name: string, said: unknown, ...more: unknown[]) => {
    const seq = name === "shown" ? parseShown(said) : null;
    if (seq === null) return socket.disconnect(true);
    if (seq <= reader.written) reach.shown(respondent, seq);
    const acknowledge = more.at(-1); // Socket.IO puts it there when the packet has a number
    return typeof acknowledge === "function" && acknowledge();
  });
  socket.on("disconnect", () => {
    pump.leave(reader);
    reach.leave(respondent);
    socket.conn.close();
  });
}
