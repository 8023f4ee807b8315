import { Agent, type IncomingHttpHeaders, request } from "node:http";
import type { TestContext } from "vitest";
import { within } from "../deadline.ts";

export interface PlainAnswer {
  status: number;
  type: string;
  headers: IncomingHttpHeaders;
  /** Nothing of a stream, which would never end. */
  text: string;
}

/** As much of a request as is said; nothing of it is tidied up on the way, as `fetch` would. */
export interface PlainRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Asks one server, on few connections, by the bytes given. */
export function plainAsker(t: TestContext, url: string): (asked: PlainRequest) => Promise<PlainAnswer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  t.onTestFinished(() => agent.destroy());
  const { hostname, port } = new URL(url);
  return ({ method, path, headers = {}, body }) =>
    within(
      `an answer to ${method} ${path.slice(0, 80)}`,
      new Promise((resolve, fail) => {
        const asking = request({ hostname, port, method, path, headers, agent }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk) => chunks.push(chunk));
          response.on("error", fail);
          const { headers, statusCode: status = 0 } = response;
          const type = headers["content-type"] ?? "";
          const answered = () => resolve({ status, type, headers, text: Buffer.concat(chunks).toString() });
          if (!type.startsWith("text/event-stream") || method === "HEAD") response.on("end", answered);
          else {
            answered();
            response.destroy();
          }
        });
        asking.on("error", fail);
        asking.end(body);
      }),
    );
}
