/*
 * What `docker build` would take from a folder: .dockerignore as Docker's own matcher reads it (the last line that fits a path,
 * or a folder above it, decides; `!` lets in again), and then the COPY lines of a Dockerfile.
 */

/** The paths that .dockerignore lets into the build. */
export function letIn(dockerignore: string, paths: readonly string[]): string[] {
  const rules = dockerignore
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ isIn: line.startsWith("!"), pattern: patternOf(line.replace(/^!/, "")) }));
  return paths.filter((path) => rules.findLast(({ pattern }) => pattern.test(path))?.isIn ?? true);
}

/** What its COPY lines name, but for what comes from another stage. */
export function sourcesOfCopies(dockerfile: string): string[] {
  const lines = [...dockerfile.matchAll(/^(?:COPY|ADD)\s+((?:--\S+\s+)*)(.+)$/gm)];
  return lines.flatMap(([, flags = "", rest = ""]) => (/--from=/.test(flags) ? [] : rest.split(/\s+/).slice(0, -1)));
}

/** The paths that end in a layer of some stage. */
export function copiedFrom(dockerfile: string, dockerignore: string, paths: readonly string[]): string[] {
  const sources = sourcesOfCopies(dockerfile);
  const isNamed = (path: string): boolean => sources.some((from) => path === from || path.startsWith(`${from}/`));
  return letIn(dockerignore, paths).filter(isNamed);
}

function patternOf(line: string): RegExp {
  const escaped = line.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const body = escaped.replace(/\*\*\/|\*\*|\*|\?/g, (star) =>
    star === "**/" ? "(?:.*/)?" : star === "**" ? ".*" : star === "*" ? "[^/]*" : "[^/]",
  );
  return new RegExp(`^${body}(?:/.*)?$`);
}
