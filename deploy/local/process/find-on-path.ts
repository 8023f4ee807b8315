import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Full paths of those programs that are on `searchPath` (the form of PATH), in the order of `names`. */
export function findOnPath(names: readonly string[], searchPath: string): string[] {
  const folders = searchPath.split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)).find(isProgram) ?? []);
}

/** Whether there is a file there that this process may execute. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
