import { open, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Child, startChild } from "../process/start-child.ts";
import { untilReady } from "../process/until-ready.ts";
import { readableLog } from "./readable-log.ts";

export interface PaperProcess {
  /** "server": names its log, DATA_DIR/logs/server.log. */
  name: string;
  /** The project's folder. */
  root: string;
  /** Below `root`. */
  script: string;
  env: NodeJS.ProcessEnv;
  dataDir: string;
  /** Where it answers 200 once it can do its work; undefined: it counts as started when it runs. */
  readyUrl: string | undefined;
}

/**
 * Starts one of the paper's main files under the Node that runs this, in a process group of its own; it logs into its
 * file and ends by itself when the channel to us closes. Rejects with the last lines of its log when it ends before it
 * is ready.
 */
export async function startPaperProcess(paper: PaperProcess, signal: AbortSignal): Promise<Child> {
  const logFile = join(paper.dataDir, "logs", `${paper.name}.log`);
  const log = await open(logFile, "a");
  const { size } = await log.stat();
  const child = await startChild(process.execPath, [join(paper.root, paper.script)], {
    cwd: paper.root,
    env: paper.env,
    stdio: ["ignore", log.fd, log.fd, "ipc"],
    stopSignal: "SIGINT",
  }).finally(() => log.close());
  const { readyUrl } = paper;
  if (readyUrl === undefined) return child;
  if (await untilReady(child, () => answersOk(readyUrl), signal)) return child;

  const how = await child.ended;
  const written = (await readFile(logFile)).subarray(size).toString();
  const reason = signal.aborted ? "was not ready in time" : `ended at once (${how})`;
  const told = readableLog(written, 8);
  throw new Error(`The ${paper.name} ${reason}, see ${relative(process.cwd(), logFile)}:\n${told}`);
}

function answersOk(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.ok;
    },
    () => false, // it does not listen yet
  );
}
