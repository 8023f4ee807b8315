import type { RequestHandler, Response } from "express";
import type { Health } from "../../core/process/health.ts";

/** `GET /livez`: the process answers. It asks nobody else, so that a database's trouble never kills a server. */
export const sayAlive: RequestHandler = (_request, response) => tell(response, 200, { checks: {}, degraded: [] });

/** `GET /readyz`: 503 while another server should take the readers. */
export function sayReady({ health }: { health: () => Health }): RequestHandler {
  return (_request, response) => {
    const { ready, checks, degraded } = health();
    tell(response, ready ? 200 : 503, { checks, degraded });
  };
}

function tell(response: Response, status: number, state: Omit<Health, "ready">): void {
  response.status(status).set("Cache-Control", "no-store").json(state);
}
