import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** The command line of a running process; undefined when there is none. A zombie has none. */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], { encoding: "utf8" });
    return stdout?.trim() || undefined;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Ends a process that a killed launcher left behind, if it is really ours: pids are used again, so its command line
 * must contain `mark`, the data folder. It is no child of this process, so nothing tells us of its end: we look.
 */
export async function endLeftover(pid: number, mark: string, signal: NodeJS.Signals, withinMs = 8_000): Promise<void> {
  const isOurs = () => commandLineOf(pid)?.includes(mark) ?? false;
  if (!isOurs()) return;
  process.kill(pid, signal);
  const deadline = Date.now() + withinMs;
  while (isOurs()) {
    if (Date.now() > deadline) process.kill(pid, "SIGKILL");
    await pause(25);
  }
}
