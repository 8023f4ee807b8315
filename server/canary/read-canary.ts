import { isIPv6 } from "node:net";
import { io, type Socket } from "socket.io-client";
import type { ReaderEvents, ServerEvents } from "../../core/pipes/live-events.ts";

const LOOK_EVERY_MS = 1_000;

export interface CanaryReaderParts {
  /** Of this server's own listener. */
  url: string;
  pass: string;
  /** It has come in, for the first time or again. */
  onGreeted: () => void;
  onDelivered: (story: string) => void;
}

/**
 * The last hop's witness: a reader on the stock client, which comes in by this server's own port like everybody. Such a
 * client gives up when a server shows it out; a page would be loaded again, so this one comes again, too.
 */
export function readCanary({ url, pass, onGreeted, onDelivered }: CanaryReaderParts): { close(): void } {
  const socket: Socket<ServerEvents, ReaderEvents> = io(url, {
    ...{ transports: ["websocket"], forceNew: true, timeout: 2_000, auth: { canary: pass } },
    ...{ reconnectionDelay: 250, reconnectionDelayMax: 1_000 },
  });
  socket.on("hello", onGreeted);
  socket.on("headline", ({ story }) => onDelivered(story.id));
  const looking = setInterval(() => {
    if (!socket.active) socket.connect();
  }, LOOK_EVERY_MS);
  return {
    close: () => {
      clearInterval(looking);
      socket.close();
    },
  };
}

const ANY = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/** Where a server that listens on these hosts (none: on all) can be called from its own machine. */
export function ownUrl(hosts: readonly string[], port: number): string {
  const listening = hosts[0] ?? "0.0.0.0";
  const host = ANY.get(listening) ?? listening;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
