/** A moment as an address of the past writes it, and what it means. */
export interface WrittenMoment {
  ms: number;
  /** In the paper's own time, as short as it can be said: "2026-11-23T14:05", "2026-11-23T14:05:07.123". */
  text: string;
}

const WRITTEN = /^(?:19|2\d)\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * Reads "2026-11-23T14:05", with seconds and a fraction if wanted: in the paper's time zone unless it says Z or an
 * offset. An hour that the clocks show twice is the first of the two; one that they leave out is the one after it.
 * Null: it is no moment.
 */
export function readMoment(text: string, timeZone: string): WrittenMoment | null {
  const written = WRITTEN.exec(text);
  if (!written) return null;
  try {
    const ms = written[3]
      ? Temporal.Instant.from(text).epochMilliseconds
      : Temporal.PlainDateTime.from(text, { overflow: "reject" }).toZonedDateTime(timeZone).epochMilliseconds;
    return writeMoment(ms, timeZone);
  } catch {
    return null; // the 31st of June, 25 o'clock
  }
}

/**
 * A moment in the paper's own time. In the second of an hour's two passes the offset is said, since without it the
 * first is meant.
 */
export function writeMoment(ms: number, timeZone: string): WrittenMoment {
  const zoned = zonedAt(ms, timeZone);
  const plain = zoned.toPlainDateTime();
  const isWhole = plain.second === 0 && plain.millisecond === 0;
  const said = isWhole ? plain.toString({ smallestUnit: "minute" }) : plain.toString();
  const isMeant = plain.toZonedDateTime(timeZone).epochMilliseconds === ms;
  return { ms, text: isMeant ? said : said + zoned.offset };
}

/** The minutes of its day on the paper's clock, and its date as "2026-11-23". */
export function dayAndMinute(ms: number, timeZone: string): { day: string; minute: number } {
  const zoned = zonedAt(ms, timeZone);
  return { day: zoned.toPlainDate().toString(), minute: zoned.hour * 60 + zoned.minute };
}

function zonedAt(ms: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toZonedDateTimeISO(timeZone);
}

/** "14:05" of 845 minutes. */
export function minuteText(minute: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
