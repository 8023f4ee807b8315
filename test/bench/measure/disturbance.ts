import { readFileSync } from "node:fs";
import { cpuMs, familyOf } from "./process-cost.ts";

/*
 * Whether the machine was ours while something was measured. What other processes used, and what the hypervisor took, are
 * shares of all cores. Interrupts are left out: the kernel does most of ours there.
 */

const MS_PER_TICK = 10;
/** Beyond these a figure says more of the others than of us. */
const OTHERS_AT_MOST = 0.1;
const STOLEN_AT_MOST = 0.03;

export interface Disturbance {
  others: number;
  stolen: number;
  isTooMuch: boolean;
}

/** Begins to watch; the function returned says how it was. */
export function watchMachine(): () => Disturbance {
  const before = readMachine();
  const costBefore = new Map(familyOf(process.pid).map((pid) => [pid, cpuMs(pid)]));
  return () => {
    const after = readMachine();
    const ours = familyOf(process.pid).reduce((sum, pid) => sum + cpuMs(pid) - (costBefore.get(pid) ?? 0), 0);
    const all = after.all - before.all;
    const others = Math.max(0, after.busy - before.busy - ours) / all;
    const stolen = (after.stolen - before.stolen) / all;
    return { others, stolen, isTooMuch: others > OTHERS_AT_MOST || stolen > STOLEN_AT_MOST };
  };
}

/** Time of all cores together, in ms. */
function readMachine(): { all: number; busy: number; stolen: number } {
  const [first = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const ticks = first.split(/\s+/).slice(1, 9).map(Number);
  const [user = 0, nice = 0, system = 0, , , , , steal = 0] = ticks;
  const all = ticks.reduce((sum, each) => sum + each, 0);
  return { all: all * MS_PER_TICK, busy: (user + nice + system) * MS_PER_TICK, stolen: steal * MS_PER_TICK };
}
