/*
 * The newsroom's wall clock and the moments that it means, in the paper's time zone, wherever the editor sits. On the day
 * when clocks go back an hour comes twice: the first of the two is meant, and said. When they go forward an hour does not
 * exist: nothing is guessed.
 */

/** The moment of "2026-11-24T06:00" on the clocks of a zone; null: no such text, or no such time that day. */
export function momentOf(wallClock: string, timeZone: string): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wallClock)) return null;
  const asUtc = Date.parse(`${wallClock}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const candidates = [-1, 1].map((day) => asUtc - offsetMs(asUtc + day * 24 * 3_600_000, timeZone));
  const fitting = candidates.filter((ms) => wallClockOf(ms, timeZone) === wallClock);
  return fitting.length > 0 ? new Date(Math.min(...fitting)) : null;
}

/** Whether this time of the clock comes twice that day. */
export function comesTwice(wallClock: string, timeZone: string): boolean {
  const first = momentOf(wallClock, timeZone);
  return first !== null && wallClockOf(first.getTime() + 3_600_000, timeZone) === wallClock;
}

/** "2026-11-24T06:00": what the clocks of a zone show at a moment. */
export function wallClockOf(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit" },
  }).formatToParts(new Date(ms));
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

function offsetMs(ms: number, timeZone: string): number {
  return Date.parse(`${wallClockOf(ms, timeZone)}:00Z`) - Math.floor(ms / 60_000) * 60_000;
}
