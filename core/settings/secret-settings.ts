import type { Config } from "./config.ts";

/** A password that is shorter is hardly one, and would strike ordinary words out of the log. */
const SHORTEST = 8;

/** The values of a configuration that nobody may read in a log: keys, tokens, and the passwords in its addresses. */
export function secretsOf({ editorToken, sessionSecret, vapid, mail, databaseUrl, redisUrl }: Config): string[] {
  const passwords = [databaseUrl, redisUrl, mail.smtpUrl].flatMap(passwordsIn);
  const all = [editorToken, sessionSecret, vapid.privateKey, mail.webhookSecret, ...passwords];
  return all.filter((secret) => secret !== null).filter(({ length }) => length >= SHORTEST);
}

/** As it is written in the address, and as it is meant. */
function passwordsIn(address: string | null): string[] {
  const { password } = new URL(address ?? "none:");
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
