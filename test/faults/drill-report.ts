import type { Proof } from "./proof.ts";

/** The lines that a drill ends with. */
export function reportOf({ violations, figures, history }: Proof, backMs: number[]): string {
  const count = (...rules: string[]): number => violations.filter(({ rule }) => rules.includes(rule)).length;
  const accepted = new Set(history.publishers.flatMap((line) => (line.is === "ok" ? [line.key] : []))).size;
  const unanswered = history.publishers.filter(({ is }) => is === "unknown").length;
  const rows: [string, string | number][] = [
    ["accepted", accepted],
    ["attempts without an answer", unanswered],
    ["on the wire", figures.events],
    ["deliveries", figures.arrivals],
    ["connections", figures.connections],
    ["lost", count("I1", "I2")],
    ["duplicated", count("I3", "I6")],
    ["reordered", count("I4", "I5")],
    ["resurrected", count("I7")],
    ["silent gaps", count("I8")],
    ["other violations", count("I9", "I14", "I15")],
    ["p50 (ms)", figures.p50Ms],
    ["p99 (ms)", figures.p99Ms],
    ["readers back after each kill (ms)", backMs.join(", ") || "no kill"],
  ];
  return rows.map(([name, value]) => `${name.padEnd(36)}${value}`).join("\n");
}
