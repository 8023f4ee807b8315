import { type SpawnOptions, spawn } from "node:child_process";
import { basename } from "node:path";

export interface Outcome {
  /** Null when a signal ended it. */
  code: number | null;
  /** The last 64 KiB of what it wrote, both streams as they came. */
  output: string;
}

interface RunOptions extends Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid" | "signal"> {
  /** Hears what it writes while it runs. */
  onText?: (text: string) => void;
}

const KEPT_CHARACTERS = 64 * 1024;

/** Runs a command to its end. Rejects when it could not be started (`ENOENT`, `EACCES`) or `signal` was aborted. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const { onText, ...spawnOptions } = options;
    const child = spawn(command, args, { ...spawnOptions, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (text: string) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
      onText?.(text);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** As `run`, but any exit code other than 0 is thrown, with the command's last lines as the message. Returns its output. */
export async function runOrThrow(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  const program = command === process.execPath ? args[0] : command;
  throw new Error(`${basename(program ?? command)} failed (exit ${code}):\n${lastLines(withoutFrames(output), 12)}`);
}

/** Stack frames push out of sight what they belong to. */
export function withoutFrames(text: string): string {
  return text.replace(/^\s+at .*\n?/gm, "");
}

/** The last lines of a text, without the empty ones. */
export function lastLines(text: string, count: number): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count)
    .join("\n");
}
