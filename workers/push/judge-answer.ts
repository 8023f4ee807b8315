import type { PushOutcome } from "../../core/store/push/push-targets.ts";
import type { PushAnswer } from "./post-push.ts";

/** What follows from a push service's answer. */
export interface Verdict extends Pick<PushOutcome, "state" | "waitMs" | "said"> {
  /** Nobody sends this push service anything for so long; 0: all goes on. */
  restMs: number;
  /** The message was too large: a shorter one may be tried at once. */
  isTooLarge: boolean;
}

const AGAIN_MS = 1_000;
const AGAIN_AT_MOST_MS = 5 * 60_000;
const REST_MS = 60_000;
const REST_AT_MOST_MS = 60 * 60_000;

/**
 * RFC 8030: 2xx it has it; 404 and 410 that device is gone; 413 too large; 429 too many, for so long. What a push service
 * cannot do now (5xx, silence) is tried again, later each time. Anything else would be refused again.
 */
export function judgeAnswer({ status, retryAfter, why }: PushAnswer, attempts: number, nowMs: number): Verdict {
  const said = status === 0 ? why : String(status);
  const verdict = { said, waitMs: 0, restMs: 0, isTooLarge: status === 413 };
  if (status >= 200 && status < 300) return { ...verdict, state: "sent" };
  if (status === 404 || status === 410) return { ...verdict, state: "pruned" };
  const asksForRest = status === 429 || (status === 503 && retryAfter !== undefined);
  if (asksForRest) {
    const restMs = restAsked(retryAfter, nowMs);
    return { ...verdict, state: "waiting", waitMs: restMs, restMs };
  }
  if (status === 0 || status >= 500) {
    const againMs = Math.min(AGAIN_AT_MOST_MS, AGAIN_MS * 2 ** Math.min(attempts - 1, 20));
    return { ...verdict, state: "waiting", waitMs: Math.round(againMs * (0.75 + Math.random() / 2)) };
  }
  return { ...verdict, state: "failed" };
}

/** Retry-After, in seconds or as a date (RFC 9110, 10.2.3). */
function restAsked(retryAfter: string | undefined, nowMs: number): number {
  const seconds = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) : null;
  const askedMs = seconds === null ? Date.parse(retryAfter ?? "") - nowMs : seconds * 1_000;
  return Number.isNaN(askedMs) ? REST_MS : Math.min(REST_AT_MOST_MS, Math.max(1_000, askedMs));
}
