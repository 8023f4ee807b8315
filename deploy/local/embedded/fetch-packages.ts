import { existsSync } from "node:fs";
import { join } from "node:path";
import { findOnPath } from "../process/find-on-path.ts";
import { openPrivateApt } from "./debian-packages.ts";

export interface FetchPackages {
  /** Debian's names. */
  packages: readonly string[];
  /** Whether what they need comes too, as programs want it; scripts of an interpreter that is here do not. */
  isDeep: boolean;
  /** The name of the folder in the cache. */
  name: string;
  /** Where fetched packages are kept for the next time. */
  cacheDir: string;
  searchPath: string;
  signal?: AbortSignal;
}

/**
 * Debian's packages, unpacked into the project's own cache without being root: fetched once, then found there. Returns
 * the folder. Throws one sentence that says why there is none.
 */
export async function fetchPackages({
  packages,
  isDeep,
  name,
  cacheDir,
  searchPath,
  signal,
}: FetchPackages): Promise<string> {
  const target = join(cacheDir, `${name}-${process.arch}`);
  if (existsSync(target)) return target;
  if (findOnPath(["apt-get", "apt-cache", "dpkg"], searchPath).length < 3) {
    throw new Error(`${packages.join(", ")}: not here, and this is no Debian or Ubuntu to fetch them from`);
  }
  const apt = await openPrivateApt(join(cacheDir, `apt-${name}`), signal);
  try {
    await apt.update();
    await (isDeep ? apt.unpackDeep(packages, target) : apt.unpackAlone(packages, target));
    return target;
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`${packages.join(", ")} cannot be fetched: ${(error as Error).message.split("\n").at(-1)}`);
  } finally {
    await apt.close();
  }
}
