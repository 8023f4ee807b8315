import { expect, test } from "vitest";
import { describeProblem, retryAfterMs } from "../../deploy/local/replay/deliver.ts";
import { createPace } from "../../deploy/local/replay/pace.ts";
import { createProgress, progressText } from "../../deploy/local/replay/progress.ts";
import { readOptions } from "../../deploy/local/replay/read-options.ts";

test("O6: as fast as accepted never waits", () => {
  const nextWait = createPace({ kind: "as-accepted" });
  expect([nextWait(0, 0), nextWait(1_000, 0)]).toEqual([0, 0]);
});

test("O6: a speed keeps the file's own rhythm and catches up after a pause", () => {
  const nextWait = createPace({ kind: "speed", times: 10 });
  expect(nextWait(60_000, 500)).toBe(0);
  expect(nextWait(70_000, 500)).toBe(1_000);
  expect(nextWait(80_000, 5_000)).toBe(0);
  expect(nextWait(null, 5_000)).toBe(0);
});

test("O6: a rate is never exceeded, also after a pause", () => {
  const nextWait = createPace({ kind: "rate", perSecond: 4 });
  expect(nextWait(null, 0)).toBe(0);
  expect(nextWait(null, 0)).toBe(250);
  expect(nextWait(null, 10_000)).toBe(0);
  expect(nextWait(null, 10_000)).toBe(250);
});

test("O6: the command line's mistakes are all named", () => {
  const wrong = readOptions(["a", "b", "--speed", "0", "--urgency", "loud", "--url", "ftp://x"], {});
  expect(wrong).toEqual({ asked: "wrong", mistakes: expect.toSatisfy((all: string[]) => all.length === 4) });
  expect(readOptions([], {})).toMatchObject({ asked: "wrong" });
  expect(readOptions(["a", "--speed", "2", "--rate", "3"], {})).toMatchObject({ asked: "wrong" });
  expect(readOptions(["a", "--parallel", "1.5"], {})).toMatchObject({ asked: "wrong" });
  expect(readOptions(["a", "--sped", "2"], {})).toMatchObject({ asked: "wrong" });
  expect(readOptions(["--help"], {})).toEqual({ asked: "help" });
});

test("O6: the command line's defaults are sequential, routine, and this machine", () => {
  expect(readOptions(["day.jsonl"], {})).toEqual({
    asked: "replay",
    options: {
      file: "day.jsonl",
      line: { section: null, urgency: null },
      pace: { kind: "as-accepted" },
      parallel: 1,
      url: "http://localhost:3000",
      tokenFile: null,
    },
  });
  const asked = readOptions(["d", "--section", "World", "--rate", "5"], { PUBLIC_URL: "https://news.example" });
  expect(asked).toMatchObject({
    options: { line: { section: "world" }, pace: { kind: "rate", perSecond: 5 }, url: "https://news.example" },
  });
});

test("O6: Retry-After is read as seconds or as a date", () => {
  expect(retryAfterMs("3", 0)).toBe(3_000);
  expect(retryAfterMs("Thu, 01 Jan 1970 00:00:10 GMT", 4_000)).toBe(6_000);
  expect(retryAfterMs("Thu, 01 Jan 1970 00:00:10 GMT", 40_000)).toBe(0);
  expect([retryAfterMs(null, 0), retryAfterMs("soon", 0), retryAfterMs("", 0)]).toEqual([null, null, null]);
});

test("O6: a problem is told in one line", () => {
  const problem = {
    title: "Invalid",
    detail: "The story is not valid.",
    errors: [{ pointer: "/section", detail: "no such section" }],
  };
  expect(describeProblem(422, problem)).toBe("422 The story is not valid. (/section no such section)");
  expect(describeProblem(502, {})).toBe("502");
});

test("O6: progress is a bar on a terminal and a line every five seconds elsewhere", () => {
  expect(progressText({ posted: 528, alreadyThere: 12, skipped: 3 }, 0.625, 5_400)).toBe(
    "62% · 528 posted · 12 already there · 3 skipped · 100 a second",
  );
  let nowMs = 0;
  let written = "";
  const write = (text: string): void => {
    written += text;
  };
  const tally = { posted: 1, alreadyThere: 0, skipped: 0 };
  const plain = createProgress({ write }, () => nowMs);
  for (nowMs = 0; nowMs <= 10_000; nowMs += 500) plain.show(tally, 0.5);
  expect(written.match(/^50% .*$/gm)).toHaveLength(2);

  written = "";
  const bar = createProgress({ isTTY: true, columns: 40, write }, () => nowMs);
  nowMs += 200;
  bar.show(tally, 0.5);
  expect(written).toMatch(/█{12}░{12} 50%/);
  expect(written.split("\r")[1]?.length).toBeLessThan(40 + 4);
  bar.say("line 3: no headline");
  expect(written).toContain("line 3: no headline\n");
});
