import { guardedLine, refusedAddress } from "../guarded-line.ts";

/*
 * Requests to webhooks and hubs, over the guarded line. Redirects are not followed; of an answer only the status counts,
 * and no more than 64 KiB of it are read.
 */

const MOST_ANSWER_BYTES = 64 * 1024;

export interface Answered {
  status: number;
  /** Seconds that it asks to be left alone; 0: it does not. */
  retryAfterSeconds: number;
}

export interface Posted {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface GuardedPost {
  /** Rejects with words for people when there is no answer in time, or the address is none that may be asked. */
  post(posted: Posted, signal: AbortSignal): Promise<Answered>;
}

export interface GuardOptions {
  /** Those that may be asked although they are private. */
  privateAddresses: readonly string[];
  timeoutMs: number;
}

export function createGuardedPost({ privateAddresses, timeoutMs }: GuardOptions): GuardedPost {
  const line = guardedLine(privateAddresses, { keepsAlive: true });

  return {
    async post({ url, headers, body }, signal) {
      const late = AbortSignal.timeout(timeoutMs);
      const bytes = Buffer.from(body);
      return new Promise<Answered>((resolve, fail) => {
        const asked = {
          ...{ method: "POST", signal: AbortSignal.any([signal, late]) },
          headers: { "User-Agent": "London-Daily", ...headers, "Content-Length": bytes.length },
        };
        const sent = line(new URL(url), asked, (response) => {
          let length = 0;
          response.on("error", () => {}); // its status was enough
          response.on("data", (chunk: Buffer) => {
            length += chunk.length;
            if (length > MOST_ANSWER_BYTES) response.destroy();
          });
          const seconds = Number(response.headers["retry-after"] ?? 0);
          resolve({
            status: response.statusCode ?? 0,
            retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0,
          });
        });
        sent.on("error", (failure) => fail(new Error(late.aborted ? lateWords(timeoutMs) : inWords(failure))));
        sent.end(bytes);
      });
    },
  };
}

function lateWords(timeoutMs: number): string {
  return `it did not answer within ${timeoutMs / 1000} s`;
}

function inWords(failure: NodeJS.ErrnoException): string {
  const { message, code } = failure;
  const refused = refusedAddress(failure);
  if (refused !== null)
    return `its address, ${refused}, is a private one that OUTGOING_PRIVATE_ADDRESSES does not name`;
  if (code === "ECONNREFUSED") return "nobody listens there";
  if (code === "ENOTFOUND") return "there is no machine of that name";
  return `the connection failed (${code ?? message.slice(0, 120)})`;
}
