import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

/** What a process says of itself. `degraded` is for operators; only `ready` decides whether others send it work. */
export interface Health {
  ready: boolean;
  checks: Record<string, "ok" | "failing">;
  degraded: string[];
}

export function healthOf(ready: Record<string, boolean>, degraded: Record<string, boolean>): Health {
  const failing = Object.keys(degraded).filter((name) => degraded[name]);
  return {
    ready: Object.values(ready).every(Boolean),
    checks: Object.fromEntries(Object.entries(ready).map(([name, fine]) => [name, fine ? "ok" : "failing"])),
    degraded: failing,
  };
}

/** Of a process that has begun and cannot go on without this. */
export function waitingFor(what: string): Health {
  return { ready: false, checks: { [what]: "failing" }, degraded: [] };
}

interface WatchOptions {
  port: number;
  host: string | null;
  metrics: Registry;
  /** More metrics, as text that ends in a line's end. */
  more?: () => Promise<string>;
  /** Left out where `/livez` and `/readyz` have a better place. */
  health?: () => Health;
}

/** Serves `/metrics` (and the worker's `/livez` and `/readyz`) on a port of their own, away from readers. */
export async function serveWatch(options: WatchOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { metrics, more, health } = options;
  const server = createServer(async (request, response) => {
    if (request.url === "/metrics") {
      response.setHeader("Content-Type", metrics.contentType);
      const texts = await Promise.all([metrics.metrics(), more?.() ?? ""]);
      response.end(texts.join(""));
    } else if (health && request.url === "/livez") json(response, 200, {});
    else if (health && request.url === "/readyz") json(response, health().ready ? 200 : 503, health());
    else json(response, 404, { title: "Not found" });
  });
  await new Promise<void>((listening, refused) => {
    server.once("error", refused);
    server.listen(options.port, options.host ?? undefined, listening);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
