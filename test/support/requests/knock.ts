import { once } from "node:events";
import { type ClientRequest, type OutgoingHttpHeaders, request } from "node:http";
import type { Duplex } from "node:stream";
import type { TestContext } from "vitest";
import { within } from "../deadline.ts";
import { frameOf } from "../readers/open-raw-socket.ts";
import { plainAsker } from "./ask-plainly.ts";

/*
 * Knocks at the sockets' door with headers of any form, which no client library would send as they are. What comes back is
 * told in one word: "in", the status of a refusal, or the name of the problem by which a namespace refuses.
 */

const PATH = "/socket.io/?EIO=4&transport=";
const KEY = { "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==" };

export type Namespace = "/" | "/desk";

/** By WebSocket. */
export async function knockByWebSocket(
  url: string,
  namespace: Namespace,
  headers: OutgoingHttpHeaders,
): Promise<string> {
  const asking = request(new URL(`${PATH}websocket`, url), {
    headers: { ...headers, ...KEY, Connection: "Upgrade", Upgrade: "websocket" },
  });
  asking.end();
  const tcp = await within(`an answer to ${JSON.stringify(headers)}`, upgraded(asking));
  if (typeof tcp === "number") return String(tcp);
  try {
    let heard = "";
    tcp.write(frameOf(connectTo(namespace)));
    for (;;) {
      const [chunk] = (await within(`an answer of ${namespace}`, once(tcp, "data"))) as [Buffer];
      heard += chunk.toString("latin1");
      const verdict = verdictIn(heard, namespace);
      if (verdict !== null) return verdict;
    }
  } finally {
    tcp.destroy();
  }
}

function upgraded(asking: ClientRequest): Promise<Duplex | number> {
  return new Promise((resolve, fail) => {
    asking.once("upgrade", (_response, tcp) => resolve(tcp));
    asking.once("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asking.once("error", fail);
  });
}

/** By long polling: three requests, each with these headers. */
export function pollingKnocker(t: TestContext, url: string) {
  const ask = plainAsker(t, url);
  return async (namespace: Namespace, headers: Record<string, string>): Promise<string> => {
    const opened = await ask({ method: "GET", path: `${PATH}polling`, headers });
    if (opened.status !== 200) return String(opened.status);
    const { sid } = JSON.parse(opened.text.slice(1)) as { sid: string };
    const own = `${PATH}polling&sid=${sid}`;
    await ask({ method: "POST", path: own, headers, body: connectTo(namespace) });
    for (let heard = ""; ; ) {
      heard += (await ask({ method: "GET", path: own, headers })).text;
      const verdict = verdictIn(heard, namespace);
      if (verdict !== null) {
        await ask({ method: "POST", path: own, headers, body: "1" });
        return verdict;
      }
    }
  };
}

function connectTo(namespace: Namespace): string {
  return namespace === "/" ? "40" : `40${namespace},`;
}

function verdictIn(heard: string, namespace: Namespace): string | null {
  const where = namespace === "/" ? "" : `${namespace},`;
  if (heard.includes(`40${where}{"sid"`)) return "in";
  const refusal = heard.indexOf(`44${where}{`);
  return refusal < 0 ? null : (/"message":"([^"]+)"/.exec(heard.slice(refusal))?.[1] ?? null);
}
