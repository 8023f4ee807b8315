/** How fast a file is posted. */
export type Pace =
  | { kind: "as-accepted" }
  /** `times` faster than the file's own publishedAt rhythm. */
  | { kind: "speed"; times: number }
  | { kind: "rate"; perSecond: number };

/** Milliseconds to wait before the next story may go. */
export type NextWait = (publishedAtMs: number | null, nowMs: number) => number;

/**
 * The rhythm of one replay. The file's own rhythm is kept against its first story, so a pause is caught up; a rate
 * is kept against the story before, so it is never exceeded.
 */
export function createPace(pace: Pace): NextWait {
  if (pace.kind === "speed") return ownRhythm(pace.times);
  if (pace.kind === "rate") return steadyRate(1000 / pace.perSecond);
  return () => 0;
}

function ownRhythm(times: number): NextWait {
  let origin: { publishedAtMs: number; nowMs: number } | undefined;
  return (publishedAtMs, nowMs) => {
    if (publishedAtMs === null) return 0;
    origin ??= { publishedAtMs, nowMs };
    return Math.max(0, origin.nowMs + (publishedAtMs - origin.publishedAtMs) / times - nowMs);
  };
}

function steadyRate(gapMs: number): NextWait {
  let dueMs = Number.NEGATIVE_INFINITY;
  return (_publishedAtMs, nowMs) => {
    const waitMs = Math.max(0, dueMs - nowMs);
    dueMs = Math.max(dueMs, nowMs) + gapMs;
    return waitMs;
  };
}
