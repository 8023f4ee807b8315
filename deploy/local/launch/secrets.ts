import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

/** Reads the secret in this file, or makes it (43 characters) at the first start. Only its owner can read the file. */
export async function openSecret(file: string): Promise<string> {
  const fresh = randomBytes(32).toString("base64url");
  await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return (await readFile(file, "utf8")).trim();
}
