import { existsSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { findOnPath, isProgram } from "../process/find-on-path.ts";
import { run } from "../process/run.ts";
import { libraryFolders, openPrivateApt } from "./debian-packages.ts";

export interface RedisProgram {
  path: string;
  /** "Redis 7.0.15" */
  title: string;
  /** Libraries that came with it, in the form of LD_LIBRARY_PATH. */
  libraryPath?: string;
}

export interface FindRedisOptions {
  searchPath: string;
  /** Where a fetched server is kept for the next start. */
  cacheDir: string;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

const LEAST_MAJOR = 7;
const FAMILIES = ["redis", "valkey"] as const;

/**
 * A server of version 7 or later: one on the path, one fetched earlier, one fetched now from Debian's or Ubuntu's
 * packages. No npm package ships one. Throws one sentence that names the ways out when there is none.
 */
export async function findRedis(options: FindRedisOptions): Promise<RedisProgram> {
  const cache = join(options.cacheDir, `redis-${process.arch}`);
  for (const path of findOnPath(["redis-server", "valkey-server"], options.searchPath)) {
    const program = await proven(path);
    if (program) return program;
  }
  const kept = await unpackedIn(cache);
  if (kept) return kept;
  options.report?.("No Redis 7 or later is installed: fetching one into the project's own cache.");
  const reason = await fetchFromDebian(cache, options);
  const fetched = await unpackedIn(cache);
  if (fetched) return fetched;
  throw new Error(
    `No Redis ${LEAST_MAJOR} or later is here (${reason ?? "the fetched one does not run"}). Install one ` +
      "(apt-get install redis-server, brew install redis), or run everything with docker compose up, or set REDIS_URL.",
  );
}

/** Reads `redis-server --version` and `valkey-server --version`. */
export function redisVersionIn(text: string): { title: string; major: number } | undefined {
  const [, family, version] = /(Redis|Valkey) server v=(\d+[\d.]*)/.exec(text) ?? [];
  return family && version ? { title: `${family} ${version}`, major: Number.parseInt(version, 10) } : undefined;
}

/** Undefined unless it runs here and is recent enough. */
async function proven(path: string, libraryPath?: string): Promise<RedisProgram | undefined> {
  const environment = libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath };
  const answer = await run(path, ["--version"], { env: environment }).catch(() => undefined);
  const version = answer?.code === 0 ? redisVersionIn(answer.output) : undefined;
  if (version === undefined || version.major < LEAST_MAJOR) return undefined;
  return { path, title: version.title, ...(libraryPath !== undefined && { libraryPath }) };
}

/**
 * Debian's `redis-tools` holds the server: the very program that checks files is the server under its other name
 * (`redis-server`, the package, is only that link and a system service).
 */
async function unpackedIn(cache: string): Promise<RedisProgram | undefined> {
  for (const family of FAMILIES) {
    const checker = join(cache, "usr", "bin", `${family}-check-rdb`);
    const server = join(cache, "usr", "bin", `${family}-server`);
    if (!isProgram(checker)) continue;
    if (!existsSync(server)) await symlink(`${family}-check-rdb`, server);
    const program = await proven(server, (await libraryFolders(cache)).join(":"));
    if (program) return program;
  }
  return undefined;
}

/** Returns why it did not work out. */
async function fetchFromDebian(
  cache: string,
  { searchPath, cacheDir, signal }: FindRedisOptions,
): Promise<string | undefined> {
  if (findOnPath(["apt-get", "apt-cache", "dpkg"], searchPath).length < 3) return "and this is no Debian or Ubuntu";
  const apt = await openPrivateApt(join(cacheDir, "apt"), signal);
  try {
    await apt.update();
    for (const family of FAMILIES) {
      const version = await apt.candidate(`${family}-tools`);
      if (version === undefined || Number.parseInt(version, 10) < LEAST_MAJOR) continue;
      await apt.unpack(`${family}-tools`, cache);
      return undefined;
    }
    return "and this release's packages have none";
  } catch (error) {
    signal?.throwIfAborted();
    return `and fetching one failed: ${(error as Error).message.split("\n").at(-1)}`;
  } finally {
    await apt.close();
  }
}
