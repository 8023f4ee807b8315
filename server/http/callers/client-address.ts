import type { IncomingMessage } from "node:http";

/**
 * The client's address of a request: the nearest one that is not a trusted proxy. `isTrusted` is Express's compiled
 * `trust proxy` setting: (address, how many hops away).
 */
export function clientAddress(isTrusted: (address: string, hop: number) => boolean) {
  return (request: IncomingMessage): string => {
    const nearest = request.socket.remoteAddress ?? "";
    const forwarded = String(request.headers["x-forwarded-for"] ?? "")
      .split(",")
      .map((address) => address.trim())
      .filter(Boolean)
      .reverse();
    const hops = [nearest, ...forwarded];
    return hops.find((address, hop) => !isTrusted(address, hop)) ?? hops.at(-1) ?? nearest;
  };
}
