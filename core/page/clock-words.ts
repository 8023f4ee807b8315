/*
 * Times as the paper prints them: in the paper's own time zone, whoever reads, so that one rendered page fits all.
 * Formatters are costly to make and cheap to use: one of each per zone is kept.
 */

const DAY_MS = 24 * 60 * 60_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** A moment: RFC 3339 text, or milliseconds since 1970. */
export type Moment = string | number;

/** "14:07" */
export function clockTime(at: Moment, timeZone: string): string {
  const { hour, minute } = partsOf(at, timeZone);
  return `${hour}:${minute}`;
}

/** "14:07:31" */
export function clockTimeWithSeconds(at: Moment, timeZone: string): string {
  const { hour, minute, second } = partsOf(at, timeZone);
  return `${hour}:${minute}:${second}`;
}

/** "14:07" today, "22 Nov, 14:07" on another day of this year, "22 Nov 2025" before that. */
export function whenWords(at: Moment, nowMs: number, timeZone: string): string {
  const then = partsOf(at, timeZone);
  const now = partsOf(nowMs, timeZone);
  const shortMonth = then.month.slice(0, 3);
  if (then.year !== now.year) return `${then.day} ${shortMonth} ${then.year}`;
  const time = `${then.hour}:${then.minute}`;
  return then.day === now.day && then.month === now.month ? time : `${then.day} ${shortMonth}, ${time}`;
}

/** "Monday, 23 November 2026" */
export function longDate(at: Moment, timeZone: string): string {
  const { weekday, day, month, year } = partsOf(at, timeZone);
  return `${weekday}, ${day} ${month} ${year}`;
}

/** "now", "3 min" within the hour; null when the clock's time says it better. */
export function agoWords(ageMs: number): string | null {
  if (ageMs >= 60 * 60_000) return null;
  const minutes = Math.floor(ageMs / 60_000);
  return minutes < 1 ? "now" : `${minutes} min`;
}

/** The next moment at which the paper's date changes, in ms since 1970; days of 23 and 25 hours included. */
export function nextMidnightMs(nowMs: number, timeZone: string): number {
  const { hour, minute, second } = partsOf(nowMs, timeZone);
  const elapsedMs = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + (nowMs % 1000);
  const guess = nowMs - elapsedMs + DAY_MS;
  const landed = partsOf(guess, timeZone);
  const minutesPast = Number(landed.hour) * 60 + Number(landed.minute);
  return guess - (minutesPast > 720 ? minutesPast - 1440 : minutesPast) * 60_000;
}

type Part = "weekday" | "day" | "month" | "year" | "hour" | "minute" | "second";

function partsOf(at: Moment, timeZone: string): Record<Part, string> {
  const parts = formatterFor(timeZone).formatToParts(new Date(at));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value])) as Record<Part, string>;
}

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, hourCycle: "h23" },
    ...{ weekday: "long", day: "numeric", month: "long", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  });
  formatters.set(timeZone, made);
  return made;
}
