import { mkdir, open, readFile, realpath } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findRedis, type RedisProgram } from "./embedded/redis-program.ts";
import { freePort } from "./process/free-port.ts";
import { endLeftover } from "./process/leftover.ts";
import { lastLines } from "./process/run.ts";
import { type Child, startChild } from "./process/start-child.ts";
import { untilReady } from "./process/until-ready.ts";

export interface RedisOptions {
  /** Its files lie in `redis/` of this folder. */
  dataDir: string;
  /** Where a fetched server is kept. */
  cacheDir: string;
  /** The form of PATH. */
  searchPath: string;
  /** A port to have again, after a server on it died; otherwise a free one. */
  port?: number;
  /** Hears one line when a server must be fetched first. */
  report?: (line: string) => void;
  /** Gives up a start that is under way. */
  signal?: AbortSignal;
}

export interface Redis {
  url: string;
  port: number;
  pid: number;
  /** "Redis 7.0.15" */
  title: string;
  /** Says how it ended, whoever ended it. */
  ended: Promise<string>;
  /** Writes what is not written; SIGKILL when that takes longer than `withinMs` (default 3,000). */
  stop(withinMs?: number): Promise<void>;
  kill(): void;
}

const ATTEMPTS = 10;

/**
 * Starts a Redis (or Valkey) of version 7 or later for this machine only: append-only file, at most one second lost,
 * nothing evicted. What a killed launcher left running in the same folder is stopped first.
 */
export async function startRedis(options: RedisOptions): Promise<Redis> {
  const program = await findRedis(options);
  await mkdir(join(options.dataDir, "redis"), { recursive: true, mode: 0o700 });
  const folder = await realpath(join(options.dataDir, "redis"));
  await endEarlierServer(folder);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const child = await launch(program, folder, port);
    if (await untilReady(child, () => answersPing(port), options.signal)) {
      const { pid, ended, kill } = child;
      const url = `redis://127.0.0.1:${port}`;
      return { url, port, pid, title: program.title, ended, kill, stop: (withinMs = 3_000) => child.stop(withinMs) };
    }
    options.signal?.throwIfAborted();
    const log = lastLines(await readFile(join(folder, "redis.log"), "utf8"), 6);
    if (!/Address already in use/.test(log) || attempt === ATTEMPTS) throw new Error(`Redis does not start:\n${log}`);
    await pause(100);
  }
}

/** Two servers on one append-only file would spoil it, and Redis has no lock against that. */
async function endEarlierServer(folder: string): Promise<void> {
  const pid = Number.parseInt(await readFile(join(folder, "redis.pid"), "utf8").catch(() => ""), 10);
  if (pid) await endLeftover(pid, folder, "SIGTERM");
}

async function launch(program: RedisProgram, folder: string, port: number): Promise<Child> {
  const settings = {
    port,
    bind: "127.0.0.1",
    "protected-mode": "yes",
    dir: folder,
    pidfile: join(folder, "redis.pid"),
    appendonly: "yes",
    appendfsync: "everysec",
    save: "",
    "maxmemory-policy": "noeviction",
    "set-proc-title": "no", // endLeftover knows it by its arguments
    "always-show-logo": "no",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const log = await open(join(folder, "redis.log"), "w");
  try {
    return await startChild(program.path, flags, {
      cwd: folder,
      env: program.libraryPath === undefined ? {} : { LD_LIBRARY_PATH: program.libraryPath },
      stdio: ["ignore", log.fd, log.fd],
      stopSignal: "SIGTERM",
      isGuarded: true,
    });
  } finally {
    await log.close();
  }
}

/** "+PONG"; while it reads its file it answers "-LOADING". */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1", timeout: 1_000 });
    const close = (isReady: boolean) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (reply) => close(reply.toString().startsWith("+PONG")));
    socket.once("error", () => close(false));
    socket.once("timeout", () => close(false));
    socket.once("close", () => close(false));
  });
}
