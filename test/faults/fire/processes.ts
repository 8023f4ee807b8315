import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tieToThisProcess } from "../../../deploy/local/process/lifeline.ts";
import { lastLines } from "../../../deploy/local/process/run.ts";
import { eventually, within } from "../../support/deadline.ts";

/*
 * Real processes of the paper, to be killed, stopped and started again by their pid. A guard kills each when this process
 * is gone, however it went, stopped ones too.
 */

export interface PaperProcess {
  readonly pid: number;
  isUp(): boolean;
  /** SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until it has taken leave. */
  leave(): Promise<void>;
  /** SIGSTOP, and SIGCONT. */
  pause(): void;
  resume(): void;
  /** Resolves when it is ready for work. */
  isReady(): Promise<void>;
  /** Starts it again with the same settings. Resolves when it is ready, or at once if nobody waits. */
  start(options?: { isAwaited: boolean }): Promise<void>;
}

export interface ProcessOptions {
  /** What a failure calls it. */
  name: string;
  program: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Whose it is; left out: ours. */
  owner?: { uid?: number; gid?: number };
  logFile: string;
  /** Asked again and again until it says true. */
  isReady: () => Promise<true | undefined>;
}

export interface PaperProcessOptions extends Pick<ProcessOptions, "env" | "logFile" | "owner"> {
  /** The tree that it runs from. */
  root: string;
  /** "server/main.ts" */
  main: string;
  /** Answers 200 when it is ready. */
  readyUrl: string;
}

/**
 * A server is ready after some 2 s of CPU and waits for nothing else that lasts, so this is a thirtieth of one core: where
 * that is not to be had a machine has far too much to do (docs/experiments/09-a-rolling-deploy.md).
 */
const READY_WITHIN_MS = 60_000;
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** A copy of the tree has none: what is kept goes by the file's path. */
const COMPILED = join(ROOT, ".cache/compiled");
const ANSWERS_WITHIN_MS = 3_000;
const LOG_LINES = 8;

export function startPaperProcess({ root, main, readyUrl, env, ...rest }: PaperProcessOptions): Promise<PaperProcess> {
  return startProcess({
    ...rest,
    env: { NODE_COMPILE_CACHE: join(root, ".cache", "compiled"), ...env }, // a copy of the tree keeps its own
    ...{ name: main, program: process.execPath, args: [join(root, main)], cwd: root },
    isReady: () => answersWell(readyUrl),
  });
}

export async function startProcess(options: ProcessOptions): Promise<PaperProcess> {
  const { name, program, args, cwd, env, owner = {}, logFile, isReady } = options;
  let child: ChildProcess | undefined;
  let hasEnded = Promise.resolve();

  function signal(which: NodeJS.Signals): void {
    if (child?.exitCode === null && child.signalCode === null) child.kill(which);
  }

  async function launch(): Promise<void> {
    const log = openSync(logFile, "a");
    const compiled = cwd === ROOT ? { NODE_COMPILE_CACHE: COMPILED } : {}; // as the image has it
    const launched = spawn(program, args, { cwd, env: { ...compiled, ...env }, ...owner, stdio: ["ignore", log, log] });
    closeSync(log);
    await once(launched, "spawn");
    if (launched.pid === undefined) throw new Error(`${name} has no pid`);
    tieToThisProcess(launched, launched.pid, "SIGKILL");
    hasEnded = once(launched, "exit").then(() => {});
    child = launched;
  }

  const it: PaperProcess = {
    get pid() {
      return child?.pid ?? 0;
    },
    isUp: () => child?.exitCode === null && child.signalCode === null,
    kill: () => {
      signal("SIGKILL");
      return hasEnded;
    },
    leave: () => {
      signal("SIGTERM");
      return within(`the leave of ${name}`, hasEnded);
    },
    pause: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    isReady: async () => {
      await eventually(`${name} ready`, isReady, READY_WITHIN_MS).catch(async (failure: Error) => {
        throw new Error(`${failure.message}; its log ends:\n${lastLines(await readFile(logFile, "utf8"), LOG_LINES)}`);
      });
    },
    start: async ({ isAwaited } = { isAwaited: true }) => {
      await launch();
      if (isAwaited) await it.isReady();
    },
  };
  await it.start();
  return it;
}

export async function answersWell(url: string): Promise<true | undefined> {
  const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS); // a connection that is not taken up must not use up the time
  const answer = await fetch(url, { headers: { Connection: "close" }, signal }).catch(() => null);
  return answer?.status === 200 ? true : undefined;
}

/** The environment of a process whose wall clock is wrong. */
export function offBy(ms = 0): Record<string, string> {
  const clock = new URL(`./wrong-clock.ts?offMs=${ms}`, import.meta.url);
  return ms === 0 ? {} : { NODE_OPTIONS: `--import ${clock}` };
}
