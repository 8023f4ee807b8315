import { readFileSync } from "node:fs";

/*
 * Secrets come in files (Docker's and Kubernetes' secrets): NAME_FILE names one whose content is NAME. An environment shows
 * in `docker inspect`, in crash reports and to every child; a file does not.
 */

type Environment = Record<string, string | undefined>;

/**
 * The environment with what stands in files, for these names; a line end at the end of a file is not part of the value.
 * The mistakes name the variable, never a value.
 */
export function withFiles(env: Environment, names: readonly string[]): { env: Environment; mistakes: string[] } {
  const whole = { ...env };
  const mistakes: string[] = [];
  for (const name of names) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (env[name]) mistakes.push(`${name}_FILE: ${name} is given as well; one of them has to go`);
    try {
      whole[name] = readFileSync(path, "utf8").replace(/\r?\n$/, "");
    } catch (failure) {
      mistakes.push(`${name}_FILE: cannot be read (${(failure as NodeJS.ErrnoException).code})`);
    }
  }
  return { env: whole, mistakes };
}
