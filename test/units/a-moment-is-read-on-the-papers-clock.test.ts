import fc from "fast-check";
import { expect, test } from "vitest";
import { dayAndMinute, readMoment, writeMoment } from "../../server/paper/past/moment.ts";

const LONDON = "Europe/London";

function isoOf(text: string, zone = LONDON): string | null {
  const moment = readMoment(text, zone);
  return moment && new Date(moment.ms).toISOString();
}

test("R12: a moment is the paper's own time, unless it says which", () => {
  expect(isoOf("2026-11-23T14:05")).toBe("2026-11-23T14:05:00.000Z");
  expect(isoOf("2026-07-23T14:05")).toBe("2026-07-23T13:05:00.000Z");
  expect(isoOf("2026-07-23T14:05", "America/New_York")).toBe("2026-07-23T18:05:00.000Z");
  expect(isoOf("2026-07-23T14:05Z")).toBe("2026-07-23T14:05:00.000Z");
  expect(isoOf("2026-07-23T14:05:07.12+02:00")).toBe("2026-07-23T12:05:07.120Z");
});

test("R12: an hour that comes twice is the first of the two, one that is left out the one after it", () => {
  expect(isoOf("2026-10-25T01:30")).toBe("2026-10-25T00:30:00.000Z");
  expect(isoOf("2026-10-25T01:30+00:00")).toBe("2026-10-25T01:30:00.000Z");
  expect(isoOf("2026-03-29T01:30")).toBe("2026-03-29T01:30:00.000Z");
});

test("R12: what is no moment is none", () => {
  for (const text of ["", "now", "2026-11-23", "2026-11-23 14:05", "2026-13-01T00:00", "2026-06-31T00:00"].concat([
    ...["2026-06-30T24:00", "2026-06-30T23:60", "0000-01-01T00:00", "2026-06-30T1:00"],
    ...["2026-06-30T10:00+25:00", "2026-06-30T10:00[Europe/London]", " 2026-06-30T10:00", "2026-06-30T10:00:00.1234"],
  ]))
    expect([text, readMoment(text, LONDON)]).toEqual([text, null]);
});

test("R12: each moment has one way to be written, and is read back as itself", () => {
  const ms = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2037, 0, 1) });
  fc.assert(
    fc.property(ms, fc.constantFrom(LONDON, "America/New_York", "Australia/Lord_Howe", "UTC"), (ms, zone) => {
      const { text } = writeMoment(ms, zone);
      expect(readMoment(text, zone)).toEqual({ ms, text });
    }),
  );
  expect(writeMoment(Date.UTC(2026, 10, 23, 14, 5), LONDON).text).toBe("2026-11-23T14:05");
  expect(dayAndMinute(Date.UTC(2026, 6, 23, 23, 30), LONDON)).toEqual({ day: "2026-07-24", minute: 30 });
});
