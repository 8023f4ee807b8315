import { expect, test } from "vitest";
import {
  agoWords,
  clockTime,
  clockTimeWithSeconds,
  longDate,
  nextMidnightMs,
  whenWords,
} from "../../core/page/clock-words.ts";

const LONDON = "Europe/London";
const NOON = Date.parse("2026-07-01T12:00:00Z");

test("R1: times are printed in the paper's zone, whoever reads", () => {
  expect(clockTime("2026-07-01T12:05:09Z", LONDON)).toBe("13:05");
  expect(clockTime("2026-07-01T12:05:09Z", "Asia/Tokyo")).toBe("21:05");
  expect(clockTimeWithSeconds("2026-11-23T00:07:31Z", LONDON)).toBe("00:07:31");
  expect(longDate("2026-11-23T12:00:00Z", LONDON)).toBe("Monday, 23 November 2026");
});

test("R1: another day is named, another year in full", () => {
  expect(whenWords("2026-07-01T11:00:00Z", NOON, LONDON)).toBe("12:00");
  expect(whenWords("2026-06-30T22:59:00Z", NOON, LONDON)).toBe("30 Jun, 23:59");
  expect(whenWords("2025-07-01T11:00:00Z", NOON, LONDON)).toBe("1 Jul 2025");
});

test("R3: what is young has an age", () => {
  expect([0, 59_000, 60_000, 59 * 60_000 + 59_000, 60 * 60_000].map(agoWords)).toEqual([
    "now",
    "now",
    "1 min",
    "59 min",
    null,
  ]);
});

test("R1: the day ends at the paper's midnight, also on days of 23 and 25 hours", () => {
  const midnightAfter = (at: string, zone = LONDON) => new Date(nextMidnightMs(Date.parse(at), zone)).toISOString();
  expect(midnightAfter("2026-07-01T12:00:00.250Z")).toBe("2026-07-01T23:00:00.000Z");
  expect(midnightAfter("2026-03-29T00:00:00Z")).toBe("2026-03-29T23:00:00.000Z");
  expect(midnightAfter("2026-10-24T23:00:00Z")).toBe("2026-10-26T00:00:00.000Z");
  expect(midnightAfter("2026-11-23T23:59:59.999Z")).toBe("2026-11-24T00:00:00.000Z");
  expect(midnightAfter("2026-11-23T12:00:00Z", "Asia/Kathmandu")).toBe("2026-11-23T18:15:00.000Z");
});
