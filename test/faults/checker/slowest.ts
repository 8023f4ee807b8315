import type { History } from "./history.ts";

/** From commit to arrival, of what was committed between two moments: the longest, in ms. For readers that stay. */
export function slowestMs({ wire, readers }: History, from: number, to: number): number {
  const atOf = new Map(wire.events.map(({ seq, at }) => [seq, at]));
  return readers.reduce((slowest, line) => {
    const at = line.is === "event" ? atOf.get(line.seq) : undefined;
    return at === undefined || at < from || at > to ? slowest : Math.max(slowest, line.at - at);
  }, 0);
}
