/*
 * `npm start`: the whole paper on this machine with nothing set up before. It brings up what is not given (PostgreSQL,
 * Redis, secrets), then server and workers as processes of their own, and keeps all of it running.
 *
 * Only this process hears a terminal's Ctrl-C (the others have process groups of their own), so it decides the order:
 * what serves readers first, the databases last. If it is killed instead, server and workers see their channel close,
 * and the databases are ended by their guards (lifeline.ts).
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments, USAGE } from "./launch/arguments.ts";
import { claimDataDir } from "./launch/claim-data-dir.ts";
import { BadSetting, readSettings } from "./launch/settings.ts";
import { openShutdown } from "./launch/shutdown.ts";
import { startPaper } from "./launch/start-paper.ts";
import { welcome } from "./launch/welcome.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const ECHO_MS = 700;

process.exit(await main());

/** Returns the exit code: 0 when it was asked to stop, 1 when something failed, 64 and 78 as sysexits.h has them. */
async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args === undefined) {
    console.error(USAGE);
    return 64;
  }
  const envFile = join(root, ".env");
  if (existsSync(envFile)) process.loadEnvFile(envFile);

  const shutdown = openShutdown();
  const stopAsked = hearStops(shutdown.force);
  stopAsked.then(shutdown.begin);
  let release: (() => Promise<void>) | undefined;
  try {
    console.log("London Daily");
    const settings = await readSettings(process.env, root);
    release = await claimDataDir(settings.dataDir);
    console.log(welcome(await startPaper({ root, settings, args, given: process.env, report, shutdown })));
    await stopAsked;
  } catch (error) {
    if (shutdown.signal.aborted) return 0;
    console.error(`\n${(error as Error).message}`);
    return error instanceof BadSetting ? 78 : 1;
  } finally {
    await shutdown.finish();
    await release?.();
  }
  console.log("Stopped.");
  return 0;
}

function report(line: string): void {
  console.log(`          ${line}`);
}

/**
 * Settles at the first request to stop; `onSecond` hears the next one, and then this process ends. One Ctrl-C comes
 * several times: from the terminal itself, from npm, from pinned.mjs. A closed channel means that pinned.mjs was killed.
 */
function hearStops(onSecond: () => void): Promise<void> {
  process.stdout.on("error", () => {}); // the terminal may be gone before us
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const hear = () => {
      firstAt ??= Date.now();
      resolve();
      if (Date.now() - firstAt < ECHO_MS) return;
      onSecond();
      process.exit(0);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, hear);
    process.on("disconnect", hear);
  });
}
