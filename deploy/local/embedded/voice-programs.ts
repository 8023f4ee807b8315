import { join } from "node:path";
import { findOnPath, isProgram } from "../process/find-on-path.ts";
import { openPrivateApt } from "./debian-packages.ts";

/*
 * A voice for `npm start`: the programs that SPEECH_COMMAND and SPEECH_ENCODER name by default, from the path, or from
 * Debian's packages in the project's own cache, as Redis is. Unlike Redis nothing waits for it: the paper is up first,
 * and its worker takes up a voice when it appears.
 */

const PROGRAMS = ["espeak-ng", "opusenc"];
const PACKAGES = ["espeak-ng", "opus-tools"];
const LIBRARIES: Record<string, string> = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" };

export interface FindVoiceOptions {
  given: Readonly<Record<string, string | undefined>>;
  searchPath: string;
  cacheDir: string;
}

export interface FoundVoice {
  /** What the worker must be told; nothing where its defaults are right. */
  environment: Record<string, string>;
  /** It could be fetched, and is not here yet. */
  isMissing: boolean;
  /** Fetches it. Resolves with a line for people; throws when there is none to be had. */
  fetch(signal: AbortSignal): Promise<string>;
}

export function findVoice({ given, searchPath, cacheDir }: FindVoiceOptions): FoundVoice {
  const target = join(cacheDir, `voice-${process.arch}`);
  const isSettled = given.SPEECH_COMMAND || given.SPEECH_ENCODER || findOnPath(PROGRAMS, searchPath).length === 2;
  const isDebian = findOnPath(["apt-get", "apt-cache", "dpkg"], searchPath).length === 3;
  const folder = LIBRARIES[process.arch];
  if (isSettled || !isDebian || !folder || /\s/.test(target)) {
    return { environment: {}, isMissing: false, fetch: () => Promise.reject(new Error("nothing to fetch")) };
  }
  return {
    environment: voiceCommands(target, folder),
    isMissing: !isProgram(join(target, "usr", "bin", "opusenc")),
    async fetch(signal) {
      const apt = await openPrivateApt(join(cacheDir, "apt-voice"), signal);
      try {
        await apt.update();
        await apt.unpackDeep(PACKAGES, target);
        return "A voice was fetched into the project's own cache: stories are read out from now on.";
      } finally {
        await apt.close();
      }
    },
  };
}

/** The defaults of the configuration, with programs and libraries from where they were unpacked. */
export function voiceCommands(target: string, folder: string): Record<string, string> {
  const program = (name: string) => join(target, "usr", "bin", name);
  const libraries = join(target, "usr", "lib", folder);
  const path = [libraries, join(libraries, "pulseaudio"), join(target, "lib", folder)].join(":");
  const withLibraries = `env LD_LIBRARY_PATH=${path}`;
  return {
    SPEECH_COMMAND: `${withLibraries} ESPEAK_DATA_PATH=${libraries} ${program("espeak-ng")} -v en-gb -s 165 --stdin --stdout`,
    SPEECH_ENCODER: `${withLibraries} ${program("opusenc")} --quiet --speech --bitrate 20 --ignorelength - -`,
  };
}
