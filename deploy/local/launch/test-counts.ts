export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A test that passed when it was tried again. */
export interface SecondTry {
  title: string;
  /** What went wrong at first, in one line. */
  why: string;
}

/** The part that is read of what Vitest's JSON reporter writes. */
interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults?: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
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

/** The tests of a report that passed, but not at once. */
export function secondTriesIn(report: string): SecondTry[] {
  return (parse(report)?.testResults ?? [])
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, failureMessages }) => status === "passed" && failureMessages.length > 0)
    .map(({ title, failureMessages: [first = ""] }) => ({ title, why: first.split("\n")[0] ?? "" }));
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
