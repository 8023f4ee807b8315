import { once } from "node:events";
import { createServer } from "node:net";

export type PortState = "free" | "taken" | "no such address" | "not allowed";

const STATES: Record<string, PortState> = {
  EADDRINUSE: "taken",
  EADDRNOTAVAIL: "no such address",
  EAFNOSUPPORT: "no such address",
  ENOTFOUND: "no such address",
  EACCES: "not allowed",
};

/** Whether a server could listen there at this moment. */
export async function portState(port: number, host: string): Promise<PortState> {
  const server = createServer();
  try {
    server.listen({ port, host, ipv6Only: host.includes(":") });
    await once(server, "listening");
    return "free";
  } catch (error) {
    const state = STATES[(error as NodeJS.ErrnoException).code ?? ""];
    if (state === undefined) throw error;
    return state;
  } finally {
    server.close();
  }
}

/** A port that was free a moment ago; whoever takes it must be ready to find it taken. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
