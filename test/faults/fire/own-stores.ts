import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis as Client } from "ioredis";
import { type Postgres, startPostgres } from "../../../deploy/local/postgres.ts";
import { type Redis, startRedis } from "../../../deploy/local/redis.ts";
import { within } from "../../support/deadline.ts";
import { type Line, type LineOptions, openLine } from "../lines/line.ts";

const CACHE = fileURLToPath(new URL("../../../.cache", import.meta.url));

/** Remembers how to end a thing. */
export type Add = (name: string, end: () => Promise<unknown> | unknown) => void;

/** Ends what was started, last first, and tells what did not end: a database may take some seconds to write. */
export function createEnds(): { add: Add; close(): Promise<void> } {
  const ends: { name: string; end: () => Promise<unknown> | unknown }[] = [];
  return {
    add: (name, end) => void ends.push({ name, end }),
    close: async () => {
      for (let last = ends.pop(); last; last = ends.pop()) {
        const { name, end } = last;
        await within(`the end of ${name}`, Promise.resolve(end())).catch((failure) => console.error(String(failure)));
      }
    },
  };
}

export interface OwnRedis {
  url: string;
  /** Where its files lie. */
  folder: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** One command, past every line. */
  ask(command: string, ...rest: (string | number)[]): Promise<unknown>;
}

export interface OwnPostgres {
  url: string;
  dataDir: string;
  /** SIGKILL to the postmaster. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** From servers and workers to Redis and PostgreSQL, one line for each role. */
export type Lines = Record<"serverRedis" | "workerRedis" | "serverStore" | "workerStore", Line>;

export function at(url: string, port: number): string {
  return Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(port) }).href;
}

/** `overhear` hears what servers say to PostgreSQL. */
export async function openLines(
  redisUrl: string,
  storeUrl: string,
  add: Add,
  overhear: (caller: object, bytes: Buffer) => void,
): Promise<Lines> {
  const open = async (url: string, options: LineOptions): Promise<Line> => {
    const proxy = await openLine(Number(new URL(url).port), options);
    add("line", () => proxy.close());
    return proxy;
  };
  const [serverRedis, workerRedis] = [await open(redisUrl, { readsRedis: true }), await open(redisUrl, {})];
  return {
    serverRedis,
    workerRedis,
    serverStore: await open(storeUrl, { overhear }),
    workerStore: await open(storeUrl, {}),
  };
}

/** A Redis that comes back at the same address with the same files. */
export async function ownRedis(folder: string, add: Add): Promise<OwnRedis> {
  const settings = { dataDir: folder, cacheDir: CACHE, searchPath: "/usr/bin:/usr/local/bin" };
  let redis: Redis = await startRedis(settings);
  add("redis", () => redis.stop());
  const { url, port } = redis;
  return {
    url,
    folder: join(folder, "redis"),
    kill: async () => {
      redis.kill();
      await redis.ended;
    },
    start: async () => {
      redis = await startRedis({ ...settings, port });
    },
    ask: async (command, ...rest) => {
      const client = new Client(url);
      try {
        return await client.call(command, ...rest);
      } finally {
        client.disconnect();
      }
    },
  };
}

export async function ownPostgres(dataDir: string, given: string | undefined, add: Add): Promise<OwnPostgres> {
  if (given !== undefined) {
    const refuse = () => Promise.reject(new Error("this PostgreSQL is everybody's"));
    return { url: given, dataDir: "", kill: refuse, stop: refuse, start: refuse };
  }
  let postgres: Postgres = await startPostgres({ dataDir, isDurable: false });
  add("postgres", () => postgres.stop());
  const { url, port } = postgres;
  return {
    url,
    dataDir,
    kill: async () => {
      process.kill(postgres.pid, "SIGKILL");
      await postgres.ended;
    },
    stop: () => postgres.stop(),
    start: async () => {
      postgres = await startPostgres({ dataDir, port, isDurable: false });
    },
  };
}
