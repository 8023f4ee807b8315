import { percentile, type Violation } from "../checker/history.ts";
import type { Proof } from "../checker/proof.ts";

/** What all rounds of a drill come to. */
export interface Tally {
  add(proof: Proof, backMs: number): void;
  sums(): { rounds: number; deliveries: number; breaches: number };
  /** The lines that a drill ends with. */
  report(): string;
}

export function createTally(readers: number): Tally {
  const broken = new Map<Violation["rule"], number>();
  const delays = new Map<number, number>();
  const backMs: number[] = [];
  let deliveries = 0;
  let connections = 0;
  let last: Proof | undefined;

  const count = (...rules: Violation["rule"][]): number =>
    rules.reduce((sum, rule) => sum + (broken.get(rule) ?? 0), 0);
  const breaches = (): number => [...broken.values()].reduce((sum, found) => sum + found, 0);

  return {
    add(proof, back) {
      for (const { rule } of proof.violations) broken.set(rule, (broken.get(rule) ?? 0) + 1);
      for (const ms of proof.figures.delaysMs) delays.set(ms, (delays.get(ms) ?? 0) + 1);
      deliveries += proof.figures.arrivals;
      connections += proof.figures.connections;
      backMs.push(back);
      last = { ...proof, history: { ...proof.history, readers: [] } };
    },
    sums: () => ({ rounds: backMs.length, deliveries, breaches: breaches() }),
    report() {
      const publishers = last?.history.publishers ?? [];
      const accepted = new Set(publishers.flatMap((line) => (line.is === "ok" ? [line.key] : []))).size;
      const rows: [string, string | number][] = [
        ["rounds", backMs.length],
        ["readers", readers],
        ["accepted", accepted],
        ["attempts without an answer", publishers.filter(({ is }) => is === "unknown").length],
        ["on the wire", last?.figures.events ?? 0],
        ["deliveries", deliveries],
        ["connections", connections],
        ["lost", count("I1", "I2")],
        ["duplicated", count("I3", "I6")],
        ["reordered", count("I4", "I5")],
        ["resurrected", count("I7")],
        ["silent gaps", count("I8")],
        ["other breaches", breaches() - count("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8")],
        ["p50 (ms)", shareOf(delays, 0.5)],
        ["p99 (ms)", shareOf(delays, 0.99)],
        ["all readers back (ms): median", percentile(backMs, 0.5)],
        ["all readers back (ms): longest", percentile(backMs, 1)],
      ];
      return rows.map(([name, value]) => `${name.padEnd(36)}${value}`).join("\n");
    },
  };
}

/** The value below which this share lies, of values that are counted. */
function shareOf(counts: Map<number, number>, share: number): number {
  const sum = [...counts.values()].reduce((total, count) => total + count, 0);
  let below = 0;
  for (const [value, count] of [...counts].sort(([one], [other]) => one - other)) {
    below += count;
    if (below >= sum * share) return value;
  }
  return 0;
}
