export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part that is read of what Vitest's JSON reporter writes. */
interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

/**
 * Reads Vitest's JSON report. A run that went wrong never counts as none failed: a file that cannot be loaded, an error
 * outside of every test or a report that is missing shows in the exit code alone.
 */
export function countsIn(report: string, exitCode: number | null): Counts {
  const read = parse(report);
  const failed = read?.numFailedTests ?? 0;
  return {
    passed: read?.numPassedTests ?? 0,
    failed: exitCode === 0 ? failed : Math.max(failed, 1),
    skipped: (read?.numPendingTests ?? 0) + (read?.numTodoTests ?? 0),
  };
}

export function addUp(all: readonly Counts[]): Counts {
  const sum = (pick: (counts: Counts) => number) => all.reduce((total, counts) => total + pick(counts), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  };
}

/** The line that CI reads: "N passed, N failed", and ", N skipped" if any were. */
export function tally({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function parse(report: string): VitestReport | undefined {
  try {
    return JSON.parse(report) as VitestReport;
  } catch {
    return undefined;
  }
}
