import { join } from "node:path";
import type { DatabaseUrls } from "./databases.ts";
import { openSecret } from "./secrets.ts";
import type { Settings } from "./settings.ts";

/**
 * The whole environment of server, workers and demo: what the launcher was given, and a value for everything that the
 * mains require or that differs on somebody's own machine (loopback only, no limits by address).
 */
export async function paperEnvironment(
  given: NodeJS.ProcessEnv,
  settings: Settings,
  urls: DatabaseUrls,
): Promise<NodeJS.ProcessEnv> {
  return {
    READERS_PER_ADDRESS: "0",
    SIGNUPS_PER_MINUTE: "0",
    METRICS_HOST: "127.0.0.1",
    ...given,
    NODE_ENV: given.NODE_ENV || "production",
    HOST: settings.hosts.join(","),
    PORT: String(settings.port),
    PUBLIC_URL: settings.publicUrl,
    DATA_DIR: settings.dataDir,
    METRICS_PORT: String(settings.metricsPort),
    DATABASE_URL: urls.databaseUrl,
    REDIS_URL: urls.redisUrl,
    EDITOR_TOKEN: given.EDITOR_TOKEN || (await openSecret(join(settings.dataDir, "editor-token"))),
    SESSION_SECRET: given.SESSION_SECRET || (await openSecret(join(settings.dataDir, "session-secret"))),
  };
}
