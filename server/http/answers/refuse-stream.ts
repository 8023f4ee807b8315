import type { Response } from "express";
import { problem, sendProblem } from "./problem.ts";

/** Tells a program that would follow the wire by a stream that it cannot now, and when to come again. */
export function refuseStream(response: Response, status: number, retryAfterS: number): void {
  const headers = { "Retry-After": String(retryAfterS) };
  const refusal =
    status === 429
      ? problem("too-many", "Your address has as many live connections as one may have.", { headers })
      : problem("busy", "More readers come than can be let in at once.", { headers });
  sendProblem(response, refusal);
}
