/** What has become of the lines so far. */
export interface Tally {
  posted: number;
  /** Accepted before: the answer came with Idempotency-Replayed. */
  alreadyThere: number;
  skipped: number;
}

/** Where progress is written: standard error, or a test's own. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** Shows how far it is, at most ten times a second on a terminal, every five seconds otherwise. */
  show(tally: Tally, done: number): void;
  /** A remark that stays: a bad line, a wait. */
  say(remark: string): void;
  /** Clears the bar. */
  end(): void;
}

const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;
const BAR_CELLS = 24;
const CLEAR_LINE = "\r\u001b[2K";

/** `nowMs` is any clock that never goes back. */
export function createProgress(screen: Screen, nowMs: () => number): Progress {
  const isTerminal = screen.isTTY === true;
  const everyMs = isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS;
  const startedMs = nowMs();
  let shownMs = startedMs;
  let bar = "";
  return {
    show(tally, done) {
      const atMs = nowMs();
      if (atMs - shownMs < everyMs) return;
      shownMs = atMs;
      const text = progressText(tally, done, atMs - startedMs);
      if (!isTerminal) return void screen.write(`${text}\n`);
      bar = `${barOf(done)} ${text}`.slice(0, (screen.columns ?? 80) - 1);
      screen.write(CLEAR_LINE + bar);
    },
    say(remark) {
      screen.write(isTerminal ? `${CLEAR_LINE}${remark}\n${bar}` : `${remark}\n`);
    },
    end() {
      if (isTerminal) screen.write(CLEAR_LINE);
    },
  };
}

/** "62% · 528 posted · 12 already there · 3 skipped · 96 a second"; `done` from 0 to 1. */
export function progressText(tally: Tally, done: number, elapsedMs: number): string {
  const { posted, alreadyThere, skipped } = tally;
  const perSecond = elapsedMs > 0 ? ((posted + alreadyThere) * 1000) / elapsedMs : 0;
  return [
    `${Math.floor(done * 100)}%`,
    `${posted} posted`,
    ...(alreadyThere > 0 ? [`${alreadyThere} already there`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} a second`,
  ].join(" · ");
}

function barOf(done: number): string {
  const full = Math.round(Math.min(1, done) * BAR_CELLS);
  return "█".repeat(full) + "░".repeat(BAR_CELLS - full);
}
