import { setTimeout as sleep } from "node:timers/promises";

/*
 * One act through the public HTTP API, sent until the paper has said yes or no.
 *
 * A server that restarts, is too busy or does not know the outcome of its own commit answers nothing, 429 or 503; the
 * act is then sent again with the same Idempotency-Key, so that however often it travels it happens once. What the API
 * refuses (4xx) would be refused again and is handed back at once.
 */

/** Where acts go, and how long to go on knocking. */
export interface Desk {
  /** Origin of the paper, such as http://localhost:3000. */
  url: string;
  /** Bearer token with the editor role. */
  token: string;
  /** Milliseconds without any yes or no after which an act is given up; Infinity: never. */
  patienceMs: number;
  /** Ends the waiting: the act in hand is given up. */
  signal: AbortSignal;
  /** Told before each wait. */
  onWait?: (reason: string, waitMs: number) => void;
}

/** One POST. `body` must be the same whenever `key` is. */
export interface Act {
  path: string;
  key: string;
  body: object;
}

/** What the API answers to an accepted act. */
export interface Receipt {
  id: string;
  rev: number;
}

export type Delivery =
  | { outcome: "accepted"; isReplayed: boolean; receipt: Receipt }
  | { outcome: "refused"; status: number; reason: string }
  | { outcome: "given-up"; reason: string };

type Attempt = Delivery | { outcome: "again"; reason: string; retryAfterMs: number | null };

const ATTEMPT_TIMEOUT_MS = 15_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** Sends `act` until it is accepted or refused, or `patienceMs` are over. Never throws for what the network does. */
export async function deliver(desk: Desk, act: Act): Promise<Delivery> {
  const startedAtMs = performance.now();
  for (let tries = 0; ; tries += 1) {
    if (desk.signal.aborted) return { outcome: "given-up", reason: "stopped" };
    const attempt = await attemptOnce(desk, act);
    if (attempt.outcome !== "again") return attempt;
    const waitMs = attempt.retryAfterMs ?? backoffMs(tries);
    if (performance.now() - startedAtMs + waitMs > desk.patienceMs) {
      return { outcome: "given-up", reason: attempt.reason };
    }
    desk.onWait?.(attempt.reason, waitMs);
    await sleep(waitMs, undefined, { signal: desk.signal }).catch(() => {});
  }
}

async function attemptOnce(desk: Desk, act: Act): Promise<Attempt> {
  try {
    const response = await fetch(new URL(act.path, desk.url), {
      method: "POST",
      headers: {
        authorization: `Bearer ${desk.token}`,
        "content-type": "application/json",
        "idempotency-key": act.key,
      },
      body: JSON.stringify(act.body),
      redirect: "manual",
      signal: AbortSignal.any([desk.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]),
    });
    return await readAnswer(response);
  } catch (failure) {
    return { outcome: "again", reason: networkReason(failure), retryAfterMs: null };
  }
}

async function readAnswer(response: Response): Promise<Attempt> {
  const text = await response.text();
  const answer = parseObject(text);
  if (response.ok && typeof answer.id === "string" && typeof answer.rev === "number") {
    const isReplayed = response.headers.get("idempotency-replayed") === "true";
    return { outcome: "accepted", isReplayed, receipt: { id: answer.id, rev: answer.rev } };
  }
  const reason = describeProblem(response.status, answer);
  if (isWorthAnotherTry(response.status)) {
    return { outcome: "again", reason, retryAfterMs: retryAfterMs(response.headers.get("retry-after"), Date.now()) };
  }
  return { outcome: "refused", status: response.status, reason };
}

function isWorthAnotherTry(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Milliseconds of a Retry-After header (RFC 9110, seconds or an HTTP date); null when absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** One line for people from a problem+json answer: status, detail, and what is wrong with which field. */
export function describeProblem(status: number, problem: Record<string, unknown>): string {
  const said = [problem.detail, problem.title].find((text) => typeof text === "string" && text !== "");
  const errors = Array.isArray(problem.errors) ? problem.errors : [];
  const fields = errors.map(describeField).filter(Boolean).join("; ");
  return [`${status}`, said ?? "", fields && `(${fields})`].filter(Boolean).join(" ");
}

function describeField(error: unknown): string {
  if (typeof error !== "object" || error === null) return typeof error === "string" ? error : "";
  return Object.values(error)
    .filter((value) => typeof value === "string")
    .join(" ");
}

function backoffMs(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10)) * (0.5 + Math.random() / 2);
}

function networkReason(failure: unknown): string {
  const cause = failure instanceof Error && failure.cause instanceof Error ? failure.cause : failure;
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === "string") return `no connection (${code})`;
  return cause instanceof Error ? `no answer (${cause.message})` : "no answer";
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
