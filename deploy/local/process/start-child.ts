import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { tieToThisProcess } from "./lifeline.ts";

/** A program that runs until it is stopped. */
export interface Child {
  pid: number;
  /** Settles when it is gone, and says how: "exit code 1", "signal SIGKILL". Never rejects. */
  ended: Promise<string>;
  /** Asks it to end with its stop signal; whatever is left of its group after `withinMs` is killed. */
  stop(withinMs: number): Promise<void>;
  /** Ends it and its group now. */
  kill(): void;
}

export interface ChildOptions extends Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid" | "stdio"> {
  stopSignal: "SIGINT" | "SIGTERM";
  /** For programs that would not notice by themselves that this process was killed: then a guard sends the stop signal. */
  isGuarded?: boolean;
}

/**
 * Starts a program in a process group of its own, so that a terminal's Ctrl-C reaches only us and we decide the order
 * in which things end. Rejects when it cannot be started.
 */
export async function startChild(command: string, args: readonly string[], options: ChildOptions): Promise<Child> {
  const { stopSignal, isGuarded = false, ...spawnOptions } = options;
  const child = spawn(command, args, { ...spawnOptions, detached: true });
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  await once(child, "spawn"); // rejects on "error"
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} has no process id`);
  child.on("error", () => {}); // a signal that could not be sent: `ended` is what counts
  if (isGuarded) tieToThisProcess(child, pid, stopSignal);

  const kill = () => signalGroup(pid, "SIGKILL");
  const stop = async (withinMs: number) => {
    child.kill(stopSignal);
    const impatience = setTimeout(kill, withinMs);
    await ended;
    clearTimeout(impatience);
    kill(); // what it may have left behind in its group
  };
  return { pid, ended, stop, kill };
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // The whole group is gone already.
  }
}
