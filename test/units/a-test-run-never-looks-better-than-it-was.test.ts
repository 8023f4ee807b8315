import { expect, test } from "vitest";
import { addUp, countsIn, secondTriesIn, tally } from "../../deploy/local/launch/test-counts.ts";

const report = (passed: number, failed: number, pending = 0) =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: 0 });

test("O1: the line that CI reads is the sum of the checks and the tests", () => {
  const check = { passed: 1, failed: 0, skipped: 0 };
  expect(tally(addUp([check, check, countsIn(report(40, 0), 0)]))).toBe("42 passed, 0 failed");
  expect(tally(countsIn(report(7, 2, 1), 1))).toBe("7 passed, 2 failed, 1 skipped");
});

test("O1: a run that went wrong outside of every test has failed", () => {
  expect(countsIn(report(7, 0), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  expect(countsIn(report(7, 0), null).failed).toBe(1);
  expect(countsIn("", 0)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  expect(countsIn("{ half a rep", 1).failed).toBe(1);
});

test("O1: a test that passed only when it was tried again is named, with what went wrong at first", () => {
  const assertionResults = [
    { title: "I1: fine", status: "passed", failureMessages: [] },
    { title: "I2: fine the second time", status: "passed", failureMessages: ["Error: waited in vain\n    at x.ts:1"] },
    { title: "I3: not fine", status: "failed", failureMessages: ["Error: lost", "Error: lost"] },
  ];
  const report = JSON.stringify({ testResults: [{ assertionResults }] });
  expect(secondTriesIn(report)).toEqual([{ title: "I2: fine the second time", why: "Error: waited in vain" }]);
  expect(secondTriesIn("")).toEqual([]);
});
