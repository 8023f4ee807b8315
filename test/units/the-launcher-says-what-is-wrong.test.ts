import { expect, test } from "vitest";
import { readArguments } from "../../deploy/local/launch/arguments.ts";
import { readableLog } from "../../deploy/local/launch/readable-log.ts";
import { localUrl, portIn } from "../../deploy/local/launch/settings.ts";
import { welcome } from "../../deploy/local/launch/welcome.ts";
import { failureIn } from "../../deploy/local/postgres.ts";

test("O1: a word that the launcher does not know is refused, not ignored", () => {
  expect(readArguments([])).toEqual({ isDemo: false, hasSample: true });
  expect(readArguments(["--no-sample", "--demo"])).toEqual({ isDemo: true, hasSample: false });
  expect(readArguments(["--dmo"])).toBeUndefined();
  expect(readArguments(["--demo", "now"])).toBeUndefined();
});

test("O1: a port that is none is named", () => {
  expect(portIn("PORT", undefined, 3000)).toBe(3000);
  expect(portIn("PORT", "", 3000)).toBe(3000);
  expect(portIn("PORT", "0", 3000)).toBe(0);
  for (const text of ["abc", "65536", "-1", "1e3", "80.5"]) {
    expect(() => portIn("PORT", text, 3000)).toThrow(`PORT must be a port, 0 to 65535, and is "${text}".`);
  }
});

test("O1: the server is asked where it listens", () => {
  expect(localUrl(["127.0.0.1", "::1"], 3000)).toBe("http://127.0.0.1:3000");
  expect(localUrl(["::1"], 3000)).toBe("http://[::1]:3000");
  expect(localUrl(["0.0.0.0"], 80)).toBe("http://127.0.0.1:80");
  expect(localUrl(["::"], 80)).toBe("http://[::1]:80");
});

test("O1: a database's start is tried again only where that can help", () => {
  expect(failureIn('FATAL:  could not create any TCP/IP sockets\nLOG: "127.0.0.1": Address already in use')).toBe(
    "port taken",
  );
  expect(failureIn('FATAL:  lock file "postmaster.pid" already exists')).toBe("still locked");
  expect(failureIn("FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use")).toBe("still locked");
  expect(failureIn("FATAL:  could not map anonymous shared memory: Cannot allocate memory")).toBe("other");
});

test("O1: the end of a log is shown as a person reads it", () => {
  const log = [
    '{"level":30,"msg":"listening"}',
    '{"level":60,"msg":"cannot start","err":{"message":"port is taken"}}',
    "TypeError: x is not a function",
    "    at file:///project/server/main.ts:3:1",
    "",
  ].join("\n");
  expect(readableLog(log, 2)).toBe("    cannot start: port is taken\n    TypeError: x is not a function");
});

test("O1: the command to post a story can be pasted, wherever the project lies", () => {
  const shown = (tokenFile: string | undefined) =>
    welcome({ publicUrl: "http://localhost:3000", firstRun: null, tokenFile, logDir: "data/logs" });
  expect(shown("/srv/london/data/editor-token")).toContain("Bearer $(cat /srv/london/data/editor-token)");
  expect(shown("/my papers/o'clock/token")).toContain(String.raw`Bearer $(cat '/my papers/o'\''clock/token')`);
  expect(shown(undefined)).toContain("Bearer $EDITOR_TOKEN");
});
