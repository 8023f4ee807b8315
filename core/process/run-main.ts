import { flushCompileCache } from "node:module";
import { type Config, readConfig } from "../settings/config.ts";
import { secretsOf } from "../settings/secret-settings.ts";
import { createLog, type Log } from "./log.ts";

const BAD_CONFIGURATION = 78; // EX_CONFIG of sysexits.h

export interface Running {
  /** Ends at once. */
  close(): Promise<void>;
  /** Ends without anybody noticing; left out where that is the same. */
  drain?(): Promise<void>;
}

/**
 * What every main does: read the configuration or say all that is wrong with it (exit 78), start, and end when asked.
 * SIGTERM drains, SIGINT ends at once; so does the death of a parent that holds an IPC channel.
 */
export async function runMain(role: string, start: (config: Config, log: Log) => Promise<Running>): Promise<void> {
  const read = readConfig(process.env);
  if (!read.ok) {
    process.stderr.write(
      `The configuration of the ${role} has mistakes:\n${read.mistakes.map((m) => `  ${m}\n`).join("")}`,
    );
    process.exit(BAD_CONFIGURATION);
  }
  const log = createLog(role, read.config.logLevel, secretsOf(read.config));
  let running: Running | undefined;
  let isEnding = false;

  async function end(how: "close" | "drain"): Promise<void> {
    if (isEnding && how === "drain") return;
    isEnding = true;
    log.info({ how }, "ending");
    if (how === "drain" && running?.drain) await running.drain();
    else await running?.close();
    process.exit(0);
  }
  process.on("SIGTERM", () => void end("drain"));
  process.on("SIGINT", () => void end("close"));
  process.on("disconnect", () => void end("close"));
  process.on("uncaughtException", (failure) => {
    log.fatal({ err: failure }, "a fault that nobody caught");
    process.exit(1);
  });
  process.on("unhandledRejection", (failure) => log.error({ err: failure }, "nobody caught this"));
  try {
    running = await start(read.config, log);
    flushCompileCache(); // by itself Node keeps it only at an end that is not a kill
  } catch (failure) {
    log.fatal({ err: failure }, "could not start");
    process.exit(1);
  }
}
