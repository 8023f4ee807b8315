import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Keeps a mail as a file that any mail program opens, whole or not at all. Its name is its Message-ID's, so the same mail
 * is one file however often it is kept; ids begin with their time, so the files stand in order. Returns its path.
 */
export async function keepInOutbox(outboxDir: string, messageId: string, bytes: Buffer): Promise<string> {
  const name = messageId.replace(/^<|@.*$/g, "").replace(/[^\w.-]/g, "");
  const path = join(outboxDir, `${name}.eml`);
  await mkdir(outboxDir, { recursive: true });
  const partial = join(outboxDir, `.${name}.part`);
  await writeFile(partial, bytes);
  await rename(partial, path);
  return path;
}
