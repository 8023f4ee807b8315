import { join, relative } from "node:path";
import { noteRunningPaper } from "../../people/running-paper.ts";
import { findVoice } from "../embedded/voice-programs.ts";
import { lastLines, runOrThrow } from "../process/run.ts";
import { startChild } from "../process/start-child.ts";
import type { LaunchArguments } from "./arguments.ts";
import { buildClient } from "./client-build.ts";
import { openDatabases } from "./databases.ts";
import { paperEnvironment } from "./environment.ts";
import { firstRunLink } from "./first-run.ts";
import { keepRunning } from "./keep-running.ts";
import { startPaperProcess } from "./paper-process.ts";
import { localUrl, type Settings } from "./settings.ts";
import type { Shutdown } from "./shutdown.ts";
import { step, together } from "./steps.ts";
import type { Welcome } from "./welcome.ts";

export interface StartPaper {
  /** The project's folder. */
  root: string;
  settings: Settings;
  args: LaunchArguments;
  /** The environment that the launcher was given. */
  given: NodeJS.ProcessEnv;
  report: (line: string) => void;
  shutdown: Shutdown;
}

const READY_WITHIN_MS = 60_000;

/** Brings everything up in order and registers it for the shutdown. Rejects with what a person should read. */
export async function startPaper(launch: StartPaper): Promise<Welcome> {
  const { root, settings, args, given, report, shutdown } = launch;
  const { signal } = shutdown;
  const [urls] = await together([
    openDatabases({
      given: { databaseUrl: given.DATABASE_URL, redisUrl: given.REDIS_URL },
      dataDir: settings.dataDir,
      cacheDir: join(root, ".cache"),
      searchPath: given.PATH ?? "",
      report,
      signal,
      onStarted: (kept) => shutdown.register("database", kept),
    }),
    step(
      () => buildClient(root, signal),
      (how) => (how === "built" ? "Reader's pages built" : "Reader's pages as built before"),
    ),
  ]);
  const voice = findVoice({ given, searchPath: given.PATH ?? "", cacheDir: join(root, ".cache") });
  const env = { ...(await paperEnvironment(given, settings, urls)), ...voice.environment };
  const runScript = (script: string) => runOrThrow(process.execPath, [join(root, script)], { cwd: root, env, signal });
  await step(
    () => runScript("deploy/migrate.ts"),
    () => "Database up to date",
  );
  if (args.hasSample) {
    await step(
      () => runScript("deploy/local/sample/load-sample.ts"),
      (output) => lastLines(output, 1) || "Sample edition",
    );
  }
  await step(
    () => startProcesses(launch, env),
    () => "Server and workers ready",
  );
  if (voice.isMissing) void voice.fetch(signal).then(report, () => {}); // the devices' own voices do as well
  if (args.isDemo) await startDemo(launch, env);
  const { databaseUrl } = urls;
  await noteRunningPaper(settings.dataDir, { databaseUrl, publicUrl: settings.publicUrl });
  return {
    publicUrl: settings.publicUrl,
    firstRun: await firstRunLink(databaseUrl, settings.publicUrl),
    tokenFile: given.EDITOR_TOKEN ? undefined : join(settings.dataDir, "editor-token"),
    logDir: relative(process.cwd(), join(settings.dataDir, "logs")),
  };
}

/** The server and the workers, each started again when it dies. The first start has a deadline, later ones have none. */
async function startProcesses({ root, settings, report, shutdown }: StartPaper, env: NodeJS.ProcessEnv): Promise<void> {
  const { dataDir, hosts, port, metricsPort } = settings;
  const processes = [
    { name: "server", script: "server/main.ts", readyUrl: `${localUrl(hosts, port)}/readyz` },
    {
      name: "worker",
      script: "workers/main.ts",
      readyUrl: metricsPort === 0 ? undefined : `http://127.0.0.1:${metricsPort + 1}/readyz`,
    },
  ];
  const keep = async ({ name, script, readyUrl }: (typeof processes)[number]) => {
    const kept = await keepRunning({
      name: `The ${name}`,
      start: (signal, earlier) => {
        const patience = earlier ? signal : AbortSignal.any([signal, AbortSignal.timeout(READY_WITHIN_MS)]);
        return startPaperProcess({ name, root, script, env, dataDir, readyUrl }, patience);
      },
      report,
      signal: shutdown.signal,
    });
    shutdown.register("paper", kept);
  };
  await together(processes.map(keep));
}

async function startDemo({ root, report, shutdown }: StartPaper, env: NodeJS.ProcessEnv): Promise<void> {
  const demo = await startChild(process.execPath, [join(root, "deploy/local/demo.ts")], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    stopSignal: "SIGINT",
    isGuarded: true,
  });
  shutdown.register("paper", demo);
  demo.ended.then((how) => {
    if (!shutdown.signal.aborted) report(`The demo has ended (${how}).`);
  });
}
