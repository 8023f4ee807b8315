import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Dress } from "./answers/security.ts";

/** What takes its own requests and upgrades before anything else does: the door for readers. */
export interface OwnWayIn {
  isFor(request: IncomingMessage): boolean;
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onUpgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): void;
}

/** What answers at a port. */
export interface Answering {
  dress: Dress;
  door: OwnWayIn;
  app: RequestListener;
}

const HEADERS_AT_MOST = 100;

export interface Listeners {
  port: number;
  /** Ends at once, open connections included. */
  close(): Promise<void>;
}

/** One listener for each host, all on one port; no host: every address there is. Throws when the port is taken. */
export async function listenOn(
  { hosts, port }: { hosts: string[]; port: number },
  answering: Answering,
): Promise<Listeners> {
  const servers: Server[] = [];
  let shared = port;
  for (const host of hosts.length > 0 ? hosts : [undefined]) {
    const server = createListener(answering);
    try {
      shared = await listen(server, shared, host);
      servers.push(server);
    } catch (failure) {
      const isMissing = /EADDRNOTAVAIL|EAFNOSUPPORT/.test(String(failure)); // a machine without IPv6
      if (!isMissing || servers.length === 0) throw failure;
    }
  }
  return { port: shared, close: async () => void (await Promise.all(servers.map(end))) };
}

function createListener({ dress, door, app }: Answering): Server {
  const server = createServer(
    {
      ...{ noDelay: true, headersTimeout: 10_000, requestTimeout: 30_000 },
      connectionsCheckingInterval: 2_000, // else both are looked at every 30 s only
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
    },
    (request, response) =>
      dress(request, response, () => {
        if (!isSound(request)) response.writeHead(400, { Connection: "close" }).end();
        else if (hasTooMuch(request)) response.writeHead(431, { Connection: "close" }).end();
        else if (door.isFor(request)) door.onRequest(request, response);
        else app(request, response);
      }),
  );
  server.maxHeadersCount = 0; // else what comes after the two-thousandth would be left out without a word
  server.keepAliveTimeout = 65_000; // longer than a balancer's, so that it never meets a closing connection
  server.on("upgrade", (request, tcp, head) => {
    if (door.isFor(request)) door.onUpgrade(request, tcp, head);
    else tcp.destroy();
  });
  return server;
}

/** Far more than any browser sends, and as many as the balancer lets through. */
function hasTooMuch({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.length / 2 > HEADERS_AT_MOST;
}

/** One Host (RFC 9112, 3.2), and an address that can be read. */
function isSound({ url = "", headersDistinct }: IncomingMessage): boolean {
  return (headersDistinct.host?.length ?? 0) <= 1 && (url === "*" || URL.canParse(url, "http://paper"));
}

function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((listening, refused) => {
    server.once("error", refused);
    server.listen(port, host, () => listening((server.address() as AddressInfo).port));
  });
}

function end(server: Server): Promise<void> {
  return new Promise((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });
}
