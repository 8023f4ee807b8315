import { findOnPath, isProgram } from "./process/find-on-path.ts";
import { run } from "./process/run.ts";

export interface FindChromiumOptions {
  /** CHROMIUM_PATH: whoever names one gets that one or an error. */
  chromiumPath?: string | undefined;
  /** The form of PATH. */
  searchPath: string;
  /** One line at a time, while it is being installed. */
  report?: (line: string) => void;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
/** Those of apt's lines that show that it is alive, and its errors. */
const TELLING = /^(Need to get|Fetched|Setting up chromium|E:)/;
const WAIT_FOR_OTHERS = "-oDPkg::Lock::Timeout=120";
const PACKAGES = ["chromium", "fonts-liberation"];

/**
 * The path of a Chromium that runs here. On Debian and Ubuntu it is installed when it is missing and that can be done
 * without asking for a password. Throws one sentence otherwise: a browser test is never skipped in silence.
 */
export async function findChromium(options: FindChromiumOptions): Promise<string> {
  const { chromiumPath, searchPath, report = () => {} } = options;
  if (chromiumPath) {
    if (await runs(chromiumPath)) return chromiumPath;
    throw new Error(`CHROMIUM_PATH names ${chromiumPath}, which does not run.`);
  }
  const present = await firstThatRuns(searchPath);
  if (present) return present;
  const obstacle = await install(searchPath, report);
  const installed = await firstThatRuns(searchPath);
  if (installed) return installed;
  throw new Error(
    `No Chromium is here and it cannot be installed: ${obstacle ?? "the installed one does not run"}. ` +
      "Install Chromium or Chrome (apt-get install chromium, brew install --cask chromium), or set CHROMIUM_PATH.",
  );
}

async function firstThatRuns(searchPath: string): Promise<string | undefined> {
  for (const path of [...findOnPath(NAMES, searchPath), ...MAC_APPLICATIONS.filter(isProgram)]) {
    if (await runs(path)) return path;
  }
  return undefined;
}

/** Ubuntu's `chromium-browser` is there but only tells of a snap: so every find is asked for its version. */
async function runs(path: string): Promise<boolean> {
  return run(path, ["--version"]).then(
    ({ code, output }) => code === 0 && /Chrom/.test(output),
    () => false,
  );
}

/** Returns what stood in the way. */
async function install(searchPath: string, report: (line: string) => void): Promise<string | undefined> {
  if (findOnPath(["apt-get"], searchPath).length === 0) return "this is no Debian or Ubuntu";
  const asRoot = await prefixToBeRoot(searchPath);
  if (asRoot === undefined) return "that takes root, or sudo without a password";
  const onText = (text: string) =>
    text
      .split("\n")
      .filter((line) => TELLING.test(line))
      .forEach(report);
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", ...PACKAGES]]) {
    report(`apt-get ${step.join(" ")}`);
    const command = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", WAIT_FOR_OTHERS, ...step];
    const { code } = await run(command[0] ?? "", command.slice(1), { onText });
    if (code !== 0) return `apt-get ${step[0]} failed (exit ${code})`;
  }
  return undefined;
}

async function prefixToBeRoot(searchPath: string): Promise<string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  if (findOnPath(["sudo"], searchPath).length === 0) return undefined;
  const { code } = await run("sudo", ["-n", "true"]);
  return code === 0 ? ["sudo", "-n"] : undefined;
}
