import { median, spread } from "./spread.ts";

/* What was measured, by figure and subject; the table, and what is claimed of it. */

export interface Claim {
  says: string;
  isMet: boolean;
}

export interface Results {
  /** One more measurement of a figure. */
  add(figure: string, subject: string, value: number): void;
  /** The median so far. */
  of(figure: string, subject: string): number;
  /** `value` is at most `atMost`, both with their unit for the reader. */
  claimAtMost(says: string, value: number, atMost: number): void;
  claimAtLeast(says: string, value: number, atLeast: number): void;
  table(): string;
  /** Prints what is claimed; `whyNone`: why nothing may be concluded. Returns the exit code. */
  verdict(whyNone: string | null): number;
}

/** Anchors that scatter more than this were not measured on a quiet machine. */
const SPREAD_AT_MOST = 0.5;

export function createResults(): Results {
  const figures = new Map<string, Map<string, number[]>>();
  const claims: Claim[] = [];
  const valuesOf = (figure: string, subject: string): number[] => figures.get(figure)?.get(subject) ?? [];

  function claim(says: string, value: number, sign: "≤" | "≥", limit: number): void {
    const isMet = sign === "≤" ? value <= limit : value >= limit;
    claims.push({ says: `${says}: ${shown(value)} (${sign} ${shown(limit)})`, isMet });
  }

  function scattered(): string | null {
    for (const [figure, bySubject] of figures) {
      for (const [subject, values] of bySubject) {
        if (/µs per delivery/.test(figure) && values.length > 2 && spread(values) > SPREAD_AT_MOST) {
          return `${figure} of ${subject} scatters by ${shown(spread(values) * 100)} %`;
        }
      }
    }
    return null;
  }

  return {
    add(figure, subject, value) {
      const bySubject = figures.get(figure) ?? new Map<string, number[]>();
      figures.set(figure, bySubject.set(subject, [...valuesOf(figure, subject), value]));
    },
    of: (figure, subject) => median(valuesOf(figure, subject)),
    claimAtMost: (says, value, atMost) => claim(says, value, "≤", atMost),
    claimAtLeast: (says, value, atLeast) => claim(says, value, "≥", atLeast),
    table() {
      const subjects = [...new Set([...figures.values()].flatMap((bySubject) => [...bySubject.keys()]))];
      const lines = [...figures].map(([figure, bySubject]) => [
        figure,
        ...subjects.map((subject) => cell(bySubject.get(subject) ?? [])),
      ]);
      return [["", ...subjects], ["---", ...subjects.map(() => "---")], ...lines]
        .map((cells) => `| ${cells.join(" | ")} |`)
        .join("\n");
    },
    verdict(whyNone) {
      for (const { says, isMet } of claims) console.log(`${isMet ? "met   " : "MISSED"}  ${says}`);
      const reason = whyNone ?? scattered();
      if (reason !== null) console.log(`\nNo verdict: ${reason}.`);
      if (reason !== null) return 3;
      return claims.every(({ isMet }) => isMet) ? 0 : 1;
    },
  };
}

/** "9.4 (9.1–9.9)" */
function cell(values: number[]): string {
  if (values.length === 0) return "";
  if (values.length === 1) return shown(median(values));
  return `${shown(median(values))} (${shown(Math.min(...values))}–${shown(Math.max(...values))})`;
}

function shown(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-GB", { maximumFractionDigits: digits });
}
