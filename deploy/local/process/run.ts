import { type SpawnOptions, spawn } from "node:child_process";

export interface Outcome {
  /** Null when a signal ended it. */
  code: number | null;
  /** The last 64 KiB of what it wrote, both streams as they came. */
  output: string;
}

type RunOptions = Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid" | "signal">;

const KEPT_CHARACTERS = 64 * 1024;

/** Runs a command to its end. Rejects when it could not be started (`ENOENT`, `EACCES`) or `signal` was aborted. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (text: string) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
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
  throw new Error(`${command} ${args[0] ?? ""} failed (exit ${code}):\n${lastLines(output, 12)}`);
}

/** The last lines of a text, without the empty ones. */
export function lastLines(text: string, count: number): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count)
    .join("\n");
}
