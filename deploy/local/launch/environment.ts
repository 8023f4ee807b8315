import { join } from "node:path";
import { vapidPublicKeyOf } from "../../../core/settings/vapid-keys.ts";
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
  const vapidPrivateKey = given.VAPID_PRIVATE_KEY || (await openSecret(join(settings.dataDir, "vapid-private-key")));
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
    VAPID_PRIVATE_KEY: vapidPrivateKey,
    VAPID_PUBLIC_KEY: given.VAPID_PUBLIC_KEY || (vapidPublicKeyOf(vapidPrivateKey) ?? ""),
    VAPID_SUBJECT: given.VAPID_SUBJECT || vapidSubject(settings.publicUrl),
  };
}

/** Whom a push service may ask: the paper's own site where it has one that the world can see. */
function vapidSubject(publicUrl: string): string {
  return publicUrl.startsWith("https:") ? publicUrl : `mailto:desk@${new URL(publicUrl).hostname}`;
}
