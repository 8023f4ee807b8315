import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/*
 * A port for a server that must come back on it. Not one that the system gave: those are given to outgoing connections
 * too, and with thousands of readers one of them soon sits on the port of a server that is down.
 */

const FROM = 20_000;
const BELOW = 30_000;

export async function ownPort(): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, BELOW);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once("error", () => answer(false));
    server.listen(port, "127.0.0.1", () => server.close(() => answer(true)));
  });
}
