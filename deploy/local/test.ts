/*
 * `npm test`: every check this project has, the quick ones first, and at the end one line with the counts, which CI
 * reads. `npm test -- test/journeys/x` passes its arguments on to Vitest and checks nothing else.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.ts";
import { buildClient } from "./launch/client-build.ts";
import { addUp, type Counts, countsIn, secondTriesIn, tally } from "./launch/test-counts.ts";

interface Step {
  title: string;
  run: () => Promise<Counts>;
}

const LINGER_MS = 30_000;
const PASSED: Counts = { passed: 1, failed: 0, skipped: 0 };
const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

const root = fileURLToPath(new URL("../../", import.meta.url));
let running: ChildProcess | undefined;

hearStops();
process.exit(await main(process.argv.slice(2)));

async function main(args: string[]): Promise<number> {
  const results: Counts[] = [];
  for (const { title, run } of args.length === 0 ? everything() : someTests(args)) {
    console.log(`\n── ${title}`);
    const startedAt = performance.now();
    const counts = await run().catch((error: Error) => {
      console.error(error.message);
      return FAILED;
    });
    results.push(counts);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`── ${title}: ${counts.failed === 0 ? "passed" : "failed"} in ${seconds} s`);
    if (counts.failed > 0) break;
  }
  const total = addUp(results);
  console.log(`\n${tally(total)}`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

function everything(): Step[] {
  return [
    { title: "Chromium", run: provideChromium },
    { title: "Biome", run: () => check("biome", "check", ".") },
    { title: "Types", run: () => check("tsc", "--noEmit") },
    { title: "Reader's bundle", run: () => check("vite", "build") },
    { title: "Tests", run: () => runTests([]) },
  ];
}

function someTests(args: string[]): Step[] {
  const build = async () => {
    await buildClient(root);
    return runTests(args);
  };
  return [{ title: "Tests", run: build }];
}

async function provideChromium(): Promise<Counts> {
  const { CHROMIUM_PATH: chromiumPath, PATH: searchPath = "" } = process.env;
  process.env.CHROMIUM_PATH = await findChromium({ chromiumPath, searchPath, report: (line) => console.log(line) });
  console.log(process.env.CHROMIUM_PATH);
  return PASSED;
}

async function check(program: string, ...args: string[]): Promise<Counts> {
  return (await runToEnd(program, args)) === 0 ? PASSED : FAILED;
}

async function runTests(args: string[]): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), "london-daily-report-"));
  const report = join(folder, "report.json");
  let impatience: NodeJS.Timeout | undefined;
  const watcher = watch(folder, () => {
    impatience ??= setTimeout(endLingering, LINGER_MS);
  });
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const exitCode = await runToEnd("vitest", ["run", ...reporters, ...args]);
    const written = await readFile(report, "utf8").catch(() => "");
    for (const { title, why } of secondTriesIn(written))
      console.log(`Passed only when tried again: ${title}\n  ${why}`);
    return countsIn(written, exitCode);
  } finally {
    watcher.close();
    clearTimeout(impatience);
    await rm(folder, { recursive: true });
  }
}

/** Vitest waits for whatever process a test has left behind, for ever: once its report is written that is a failure. */
function endLingering(): void {
  console.error(`Tests have left processes behind: ${LINGER_MS / 1000} s after its report Vitest has not ended.`);
  running?.kill("SIGKILL");
}

/** Runs one of the project's own tools in this terminal; null when a signal ended it. */
async function runToEnd(program: string, args: readonly string[]): Promise<number | null> {
  running = spawn(join(root, "node_modules", ".bin", program), args, { cwd: root, stdio: "inherit" });
  const [exitCode] = await once(running, "exit");
  running = undefined;
  return exitCode;
}

/** A terminal's Ctrl-C reaches the tool by itself; one that has not ended a second later was not meant by it. */
function hearStops(): void {
  process.on("SIGINT", () => setTimeout(() => running?.kill("SIGTERM"), 1_000).unref());
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => running?.kill("SIGTERM"));
  process.on("disconnect", () => running?.kill("SIGTERM")); // pinned.mjs was killed
}
