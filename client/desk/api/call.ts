import type { Session } from "./session.ts";

/** A refusal as the API tells it (RFC 9457), with the members that the desk uses. */
export interface Refusal {
  /** The last part of its type: "stale", "similar", "invalid" … */
  name: string;
  detail: string;
  errors: { pointer: string; detail: string }[];
  members: Record<string, unknown>;
}

/**
 * What became of a request. `away`: nobody knows, or the server asked to come again; whoever wants it done sends the same
 * once more. `signedOut`: nothing was done.
 */
export type Outcome<T> =
  | { kind: "done"; value: T }
  | { kind: "refused"; status: number; refusal: Refusal }
  | { kind: "away" }
  | { kind: "signedOut" };

export interface Api {
  ask<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, options?: AskOptions): Promise<Outcome<T>>;
}

export interface AskOptions {
  /** JSON text, sent as it is: what a key was made for must not change by a space. */
  body?: string;
  key?: string;
}

/** Longer than the server promises to take (5 s), so that a slow answer is heard. */
const PATIENCE_MS = 8_000;

export function createApi({ session }: { session: Session }): Api {
  return {
    async ask<T>(method: string, path: string, { body, key }: AskOptions = {}) {
      const response = await fetch(path, {
        ...{ method, signal: AbortSignal.timeout(PATIENCE_MS), cache: "no-store" },
        headers: {
          ...session.headers(),
          ...(body !== undefined && { "Content-Type": "application/json" }),
          ...(key !== undefined && { "Idempotency-Key": key }),
        },
        ...(body !== undefined && { body }),
      }).catch(() => null);
      if (!response || response.status >= 500 || response.status === 429) return { kind: "away" };
      if (
        response.status === 401 ||
        (response.status === 403 && method !== "GET" && (await isForged(response.clone())))
      ) {
        session.ended();
        return { kind: "signedOut" };
      }
      return readAnswer<T>(response);
    },
  };
}

/** The session is another one than this page's: it has to ask anew what its writes must carry. */
async function isForged(response: Response): Promise<boolean> {
  return /\/forged"/.test(await response.text().catch(() => ""));
}

async function readAnswer<T>(response: Response): Promise<Outcome<T>> {
  const text = await response.text().catch(() => null);
  if (text === null) return { kind: "away" }; // the answer was cut: what it said is not known
  const json: unknown = parsed(text);
  if (response.ok) return { kind: "done", value: json as T };
  const { type = "", detail = "", errors = [], ...members } = (json ?? {}) as Partial<Problem>;
  const name = type.slice(type.lastIndexOf("/") + 1);
  return { kind: "refused", status: response.status, refusal: { name, detail, errors, members } };
}

interface Problem extends Record<string, unknown> {
  type: string;
  detail: string;
  errors: Refusal["errors"];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
