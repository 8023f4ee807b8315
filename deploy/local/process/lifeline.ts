import { type ChildProcess, spawn } from "node:child_process";

const GUARD = 'read -r _; kill -"$1" "$2" 2>/dev/null';

/**
 * Ends `child` when this process is gone, however it went: a shell waits at the other end of a pipe that only we hold
 * open, and the kernel closes it for us even after kill -9. Works wherever there is a shell, unlike Linux's
 * PR_SET_PDEATHSIG, which Node cannot set. The guard goes when the child goes, so that it never signals a pid's next owner.
 */
export function tieToThisProcess(child: ChildProcess, pid: number, signal: NodeJS.Signals): void {
  const guard = spawn("/bin/sh", ["-c", GUARD, "london-daily-guard", signal.replace("SIG", ""), String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true, // a terminal's Ctrl-C must not end the guard before its time
    cwd: "/",
  });
  guard.on("error", () => {}); // no shell: the next start still finds what was left (leftover.ts)
  guard.stdin.on("error", () => {});
  guard.unref();
  child.once("exit", () => guard.kill("SIGKILL"));
}
