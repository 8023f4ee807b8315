import type { TestContext } from "vitest";
import { eventually } from "../../support/deadline.ts";
import { openFire } from "./fire.ts";
import type { UnderFire } from "./under-fire.ts";

/** A paper that its canary watches, with few readers or none. */
export function openWatchedPaper(t: TestContext, { readers } = { readers: 0 }): Promise<UnderFire> {
  return openFire(t, { hasCanary: true, isPlain: true, readers });
}

export interface Turn {
  /** The moment, on this process's monotonic clock, at which it was seen. */
  atMs: number;
  /** What `/readyz` said of the canary at that moment; null: nothing. */
  told: string | null;
}

/** Waits until the server's gauge says that the canary is, or is not, green; and what `/readyz` says then, always with 200. */
export function untilCanaryIs({ metricsUrls, serverUrls }: UnderFire, isGreen: boolean): Promise<Turn> {
  return eventually(`a canary that is ${isGreen ? "green" : "red"}`, async () => {
    const metrics = await (await fetch(metricsUrls[0] ?? "")).text();
    const [, green] = /^london_canary_green\{.*\} ([01])$/m.exec(metrics) ?? [];
    if (green === undefined || (green === "1") !== isGreen) return undefined;
    const atMs = performance.now();
    const answer = await fetch(`${serverUrls[0]}/readyz`);
    const { degraded } = (await answer.json()) as { degraded: string[] };
    if (answer.status !== 200) throw new Error(`/readyz answered ${answer.status} while the canary was watched`);
    return { atMs, told: degraded.find((name) => name.startsWith("canary")) ?? null };
  });
}

/** Wake-ups that wait for a worker, or are in one's hand. */
export async function waitingJobs({ redis, redisPrefix }: UnderFire): Promise<number> {
  const lists = ["wait", "active"].map((list) => redis.ask("LLEN", `${redisPrefix}:stories:${list}`));
  return (await Promise.all(lists)).reduce<number>((sum, length) => sum + Number(length), 0);
}
