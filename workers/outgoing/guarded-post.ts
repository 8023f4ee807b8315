import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";

/*
 * Requests to addresses that somebody typed. The guard looks at the address that is connected to, after DNS, so neither a
 * name that leads home nor one that changes its mind gets at what only this machine can reach. Redirects are not
 * followed; of an answer only the status counts, and no more than 64 KiB of it are read.
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
  const allowed = { allowIPAddressList: [...privateAddresses] };
  const plain = { agent: new RequestFilteringHttpAgent(allowed), send: requestPlain };
  const secure = { agent: new RequestFilteringHttpsAgent(allowed), send: requestSecure };

  return {
    async post({ url, headers, body }, signal) {
      const { agent, send } = url.startsWith("https:") ? secure : plain;
      const late = AbortSignal.timeout(timeoutMs);
      const bytes = Buffer.from(body);
      return new Promise<Answered>((resolve, fail) => {
        const sent = send(url, {
          ...{ method: "POST", agent, signal: AbortSignal.any([signal, late]) },
          headers: { "User-Agent": "London-Daily", ...headers, "Content-Length": bytes.length },
        });
        sent.on("error", (failure) => fail(new Error(late.aborted ? lateWords(timeoutMs) : inWords(failure))));
        sent.on("response", (response) => {
          let length = 0;
          response.on("error", () => {}); // its status was enough
          response.on("data", (chunk: Buffer) => {
            length += chunk.length;
            if (length > MOST_ANSWER_BYTES) response.destroy();
          });
          const asked = Number(response.headers["retry-after"] ?? 0);
          resolve({
            status: response.statusCode ?? 0,
            retryAfterSeconds: Number.isFinite(asked) && asked > 0 ? asked : 0,
          });
        });
        sent.end(bytes);
      });
    },
  };
}

function lateWords(timeoutMs: number): string {
  return `it did not answer within ${timeoutMs / 1000} s`;
}

function inWords({ message, code }: NodeJS.ErrnoException): string {
  const refused = /DNS lookup (\S+?)\(.*is not allowed/.exec(message);
  if (refused) return `its address, ${refused[1]}, is a private one that OUTGOING_PRIVATE_ADDRESSES does not name`;
  if (code === "ECONNREFUSED") return "nobody listens there";
  if (code === "ENOTFOUND") return "there is no machine of that name";
  return `the connection failed (${code ?? message.slice(0, 120)})`;
}
