import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { run, runOrThrow } from "../process/run.ts";

/** Part of every Debian and Ubuntu, and bound to the kernel or the loader: never to be brought along. */
const ALREADY_THERE = /^(libc6|libgcc-s1|libstdc\+\+6|libsystemd0|zlib1g|adduser|procps|lsb-base)$/;

/**
 * Debian's packages without installing them and without being root: apt with lists of its own in a folder beside `near`, then
 * `dpkg -x`. Unlike `apt-get install` this starts no system service and changes nothing outside the folder.
 */
export interface PrivateApt {
  /** Fetches the package lists (some seconds). Throws apt's own last lines when that fails, as it does without a network. */
  update(): Promise<void>;
  /** The version that would be fetched, without epoch: "7.0.15-1~deb12u5"; undefined when there is no such package. */
  candidate(name: string): Promise<string | undefined>;
  /** Unpacks a package with the libraries it names into `target`, which appears only when it is complete. */
  unpack(name: string, target: string): Promise<void>;
  /** As `unpack`, with everything they need in turn. */
  unpackDeep(names: readonly string[], target: string): Promise<void>;
  /** Unpacks exactly these packages into `target`. */
  unpackAlone(names: readonly string[], target: string): Promise<void>;
  /** Takes away lists and packages once they have done their work. */
  close(): Promise<void>;
}

/** Nothing is fetched yet. */
export async function openPrivateApt(near: string, signal?: AbortSignal): Promise<PrivateApt> {
  await mkdir(dirname(near), { recursive: true });
  const folder = await mkdtemp(`${near}.`); // others may fetch the same at this moment
  const lists = join(folder, "lists");
  const archives = join(folder, "archives");
  await mkdir(join(lists, "partial"), { recursive: true });
  await mkdir(join(archives, "partial"), { recursive: true });
  const settings = [
    `Dir::State::lists=${lists}`,
    `Dir::Cache=${folder}`,
    "APT::Sandbox::User=", // root's apt would fetch as _apt, who cannot write here
    "Debug::NoLocking=1",
    "Acquire::Retries=2",
    "Acquire::http::Timeout=20",
  ].flatMap((setting) => ["-o", setting]);
  const options = { ...(signal && { signal }), cwd: archives };
  const ask = async (...query: string[]) => (await run("apt-cache", [...settings, ...query], options)).output;
  const close = () => rm(folder, { recursive: true, force: true });

  const candidate = async (name: string) => candidateIn(await ask("policy", name));
  const fetchInto = async (target: string, packages: readonly string[]) => {
    await runOrThrow("apt-get", [...settings, "download", ...packages], options);
    const draft = join(folder, "unpacked");
    for (const file of (await readdir(archives)).filter((entry) => entry.endsWith(".deb"))) {
      await runOrThrow("dpkg", ["-x", join(archives, file), draft], options);
    }
    await rename(draft, target).catch(async (failure: NodeJS.ErrnoException) => {
      if (failure.code !== "ENOTEMPTY" && failure.code !== "EEXIST") throw failure; // somebody was faster, with the same
    });
  };
  const needsOf = (...query: string[]) => ask("depends", "--no-recommends", "--no-suggests", ...query);
  const unpack = async (name: string, target: string) => fetchInto(target, [name, ...librariesIn(await needsOf(name))]);
  const unpackDeep = async (names: readonly string[], target: string) =>
    fetchInto(target, allNeededIn(await needsOf("--recurse", ...NO_OTHERS, ...names)));
  const update = async () => {
    await runOrThrow("apt-get", [...settings, "update"], options);
  };
  const unpackAlone = (names: readonly string[], target: string) => fetchInto(target, names);
  return { update, candidate, unpack, unpackDeep, unpackAlone, close };
}

/** Reads `apt-cache policy`. */
export function candidateIn(policy: string): string | undefined {
  return /^\s*Candidate:\s*(?:\d+:)?(\d\S*)/m.exec(policy)?.[1];
}

/** Reads `apt-cache depends`: the libraries named directly; of alternatives (marked by a bar) the first. */
export function librariesIn(depends: string): string[] {
  const names = new Set<string>();
  let isAlternative = false;
  for (const [, bar, name = ""] of depends.matchAll(/^ ([ |])(?:Pre)?Depends: (\S+)$/gm)) {
    if (!isAlternative && name.startsWith("lib") && !ALREADY_THERE.test(name)) names.add(name);
    isAlternative = bar === "|";
  }
  return [...names];
}

const NO_OTHERS = ["--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances"];
/** One program may be all of these at once: of such alternatives the first is there already. */
const ALTERNATIVES = /^(libelogind0|libgcc-s2|gcc-\d+-base)$/;

/** Reads `apt-cache depends --recurse`: every package that it tells of, less what each system has. */
export function allNeededIn(depends: string): string[] {
  const names = [...depends.matchAll(/^([a-z0-9][a-z0-9+.-]*)$/gm)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => !ALREADY_THERE.test(name) && !ALTERNATIVES.test(name));
}

/** Folders of an unpacked root that hold shared libraries. */
export async function libraryFolders(root: string): Promise<string[]> {
  const folders = [];
  for (const parent of [join(root, "usr", "lib"), join(root, "lib")]) {
    if (!existsSync(parent)) continue;
    const entries = await readdir(parent, { withFileTypes: true });
    const nested = entries.filter((entry) => entry.isDirectory() && basename(entry.name).includes("-linux-"));
    folders.push(...nested.map((entry) => join(parent, entry.name)), parent);
  }
  return folders;
}
