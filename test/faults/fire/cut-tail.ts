import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { frameEnd } from "../lines/resp-frames.ts";
import type { OwnRedis } from "./own-stores.ts";

/** Takes the last commands off the append-only file of a Redis that is down, as a power cut does within a second of them. */
export async function cutTail(redis: OwnRedis, commands: number): Promise<void> {
  const folder = join(redis.folder, "appendonlydir");
  const [name] = (await readdir(folder)).filter((file) => file.endsWith(".incr.aof"));
  if (name === undefined) throw new Error(`there is no append-only file in ${folder}`);
  const bytes = await readFile(join(folder, name));
  const starts: number[] = [];
  for (let at = 0; at >= 0 && at < bytes.length; at = frameEnd(bytes, at)) starts.push(at);
  await writeFile(join(folder, name), bytes.subarray(0, starts.at(-commands) ?? 0));
}
