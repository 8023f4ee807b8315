import { readdirSync, readFileSync } from "node:fs";

/* What processes have cost so far, as Linux counts it: nobody has to be asked, and nothing is added to what is measured. */

const MS_PER_TICK = 10;
const KB_PER_PAGE = 4;

/** CPU of a process and its threads, user and system, in ms; 0 once it is gone. */
export function cpuMs(pid: number): number {
  const [utime, stime] = statOf(pid).slice(11, 13);
  return (Number(utime ?? 0) + Number(stime ?? 0)) * MS_PER_TICK;
}

/** Resident memory in kB. */
export function rssKb(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * KB_PER_PAGE;
}

/** This process and everything that it started, at any depth. */
export function familyOf(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(statOf(Number(name))[1] ?? 0) }));
  const family = [pid];
  for (const member of family)
    family.push(...parents.filter(({ parent }) => parent === member).map((each) => each.pid));
  return family;
}

/** The fields of /proc/<pid>/stat from the state on; none: it is gone. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
