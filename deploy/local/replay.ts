import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createProgress } from "./replay/progress.ts";
import { type ReplayOptions, readOptions, USAGE } from "./replay/read-options.ts";
import { type ReplayResult, replayFile } from "./replay/replay-file.ts";

/*
 * `npm run replay -- FILE.jsonl`: a day of the wire through the public API. Exit code 0: done; 1: nothing could be
 * posted, or it had to stop before the end; 2: asked wrongly.
 */

const PATIENCE_MS = 60_000;
const WAIT_REMARK_EVERY_MS = 10_000;

const asked = readOptions(process.argv.slice(2), process.env);
if (asked.asked === "help") {
  console.log(USAGE);
} else if (asked.asked === "wrong") {
  process.exitCode = refuse([...asked.mistakes, "", USAGE]);
} else {
  process.exitCode = await run(asked.options);
}

async function run(options: ReplayOptions): Promise<number> {
  const file = pathAsTyped(options.file);
  const token = await readToken(options.tokenFile);
  const mistakes = [
    ...(isFile(file) ? [] : [`there is no file ${file}`]),
    ...(token ? [] : ["no token: set EDITOR_TOKEN or name a --token-file (npm start writes data/editor-token)"]),
  ];
  if (mistakes.length > 0 || !token) return refuse(mistakes);

  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const progress = createProgress(process.stderr, () => performance.now());
  const startedMs = performance.now();
  let saidMs = Number.NEGATIVE_INFINITY;
  const desk = {
    url: options.url,
    token,
    patienceMs: PATIENCE_MS,
    signal: stop.signal,
    onWait: (reason: string) => {
      if (performance.now() - saidMs < WAIT_REMARK_EVERY_MS) return;
      saidMs = performance.now();
      progress.say(`waiting for ${options.url}: ${reason}`);
    },
  };
  const result = await replayFile(desk, progress, { ...options, file });
  progress.end();
  console.log(summary(result, performance.now() - startedMs));
  return result.stoppedBy === null && result.posted + result.alreadyThere > 0 ? 0 : 1;
}

function summary({ posted, alreadyThere, skipped, stoppedBy }: ReplayResult, elapsedMs: number): string {
  const seconds = (elapsedMs / 1000).toFixed(1);
  const counts = `${posted} posted, ${alreadyThere} already there, ${skipped} skipped in ${seconds} s.`;
  return stoppedBy === null ? counts : `${counts}\nStopped before the end: ${stoppedBy}. Run it again to go on.`;
}

function refuse(lines: string[]): number {
  console.error(lines.join("\n"));
  return 2;
}

/** npm runs scripts in the project's folder; a path typed elsewhere means elsewhere. */
function pathAsTyped(path: string): string {
  const typed = resolve(process.env.INIT_CWD ?? ".", path);
  return isFile(typed) ? typed : resolve(path);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

async function readToken(tokenFile: string | null): Promise<string> {
  const inEnvironment = process.env.EDITOR_TOKEN;
  if (tokenFile === null && inEnvironment) return inEnvironment;
  const path = tokenFile === null ? join(process.env.DATA_DIR ?? "data", "editor-token") : pathAsTyped(tokenFile);
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trim();
}
