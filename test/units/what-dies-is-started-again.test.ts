import { expect, test } from "vitest";
import { backoffMs, keepRunning, type Running } from "../../deploy/local/launch/keep-running.ts";

interface FakeServer extends Running {
  die(how: string): void;
}

function fakeServer(): FakeServer {
  let end = (_how: string) => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  return { ended, die: end, stop: async () => end("signal SIGINT"), kill: () => end("signal SIGKILL") };
}

const never = new AbortController().signal;

test("O1: what dies is started again in its old place, and the second time later", async () => {
  const servers: FakeServer[] = [];
  const lines: string[] = [];
  const back = Promise.withResolvers<void>();
  const kept = await keepRunning<FakeServer>({
    name: "The server",
    start: async (_signal, earlier) => {
      if (servers.length > 0) expect(earlier).toBe(servers[0]);
      servers.push(fakeServer());
      return servers.at(-1) ?? fakeServer();
    },
    report: (line) => {
      lines.push(line);
      if (line.endsWith("is back.")) back.resolve();
    },
    signal: never,
  });
  servers[0]?.die("exit code 9");
  await back.promise;
  expect(servers).toHaveLength(2);
  expect(lines).toEqual([
    "The server ended unexpectedly (exit code 9); starting again in 0.5 s.",
    "The server is back.",
  ]);
  await kept.stop(100);
  expect(servers).toHaveLength(2);
});

test("O1: what cannot be started at all is not tried again", async () => {
  const start = () => Promise.reject(new Error("its configuration has mistakes"));
  await expect(keepRunning({ name: "The server", start, report: () => {}, signal: never })).rejects.toThrow("mistakes");
});

test("O1: the waits grow from half a second to fifteen", () => {
  expect([0, 1, 2, 10].map(backoffMs)).toEqual([500, 1_000, 2_000, 15_000]);
});
