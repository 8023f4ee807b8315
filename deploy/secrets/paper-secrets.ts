import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { vapidPublicKeyOf } from "../../core/settings/vapid-keys.ts";

const ROLES = ["server", "worker", "operator"] as const;

/*
 * What docker-compose.yml hands to its services as files. Each is made once and then kept; only Redis' list of users is
 * written anew from its template and the passwords that there are, so that an upgrade may let them do more or less.
 *
 * The folder is its owner's alone. The files in it can be read by everybody: Docker puts each into a container as it is, and
 * there somebody else has to read it who is not root.
 */

/** Returns the names of those that were made now. */
export async function makeSecrets(folder: string, usersTemplate: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const made: string[] = [];

  async function keep(name: string, fresh: () => string): Promise<string> {
    const path = join(folder, name);
    const kept = await readFile(path, "utf8").catch(() => null);
    if (kept !== null) return kept.trimEnd();
    const value = fresh();
    await writeFile(path, `${value}\n`, { mode: 0o444, flag: "wx" });
    made.push(name);
    return value;
  }

  const password = await keep("postgres_password", secret);
  await keep("database_url", () => `postgres://london:${password}@postgres:5432/london`);
  let users = usersTemplate.replace(/^#.*\n/gm, "");
  for (const role of ROLES) {
    const given = await keep(`redis_${role}_password`, secret);
    if (role !== "operator") await keep(`redis_${role}_url`, () => `redis://${role}:${given}@redis:6379`);
    users = users.replace(`<${role}>`, `#${createHash("sha256").update(given).digest("hex")}`);
  }
  await writeAnew(join(folder, "redis_users.acl"), users);
  for (const name of ["session_secret", "editor_token", "mail_webhook_secret", "grafana_password"])
    await keep(name, secret);
  const vapidPrivateKey = await keep("vapid_private_key", privateKey);
  await keep("vapid_public_key", () => vapidPublicKeyOf(vapidPrivateKey) ?? "");
  await keep("smtp_url", () => "smtp://mailpit:1025");
  return made;
}

function secret(): string {
  return randomBytes(24).toString("hex");
}

function privateKey(): string {
  const key = randomBytes(32).toString("base64url");
  return vapidPublicKeyOf(key) === null ? privateKey() : key;
}

async function writeAnew(path: string, text: string): Promise<void> {
  await chmod(path, 0o644).catch(() => {});
  await writeFile(path, text);
  await chmod(path, 0o444);
}
