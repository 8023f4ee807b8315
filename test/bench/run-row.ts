import { watchMachine } from "./measure/disturbance.ts";
import { createResults, type Results } from "./measure/results.ts";
import { type Stores, startStores } from "./stores.ts";

export interface Size {
  readers: number;
  repetitions: number;
  isQuick: boolean;
}

/** What a row is measured with. */
export interface Bench extends Size {
  stores: Stores;
  results: Results;
  /** Measures once; anew, twice at most, while the machine is disturbed. */
  undisturbed<T>(measure: () => Promise<T>): Promise<T>;
  say(line: string): void;
}

export interface Row {
  asks: string;
  measure(bench: Bench): Promise<void>;
}

const TRIES = 3;

/** Measures a row on stores of its own, prints its table and its verdict; returns the exit code. */
export async function runRow(row: Row, size: Size): Promise<number> {
  const results = createResults();
  const startedAt = performance.now();
  const say = (line: string) =>
    console.error(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
  const stores = await startStores();
  try {
    const disturbed = await measureRow(row, size, { stores, results, say });
    console.log(`\n${results.table()}\n`);
    return results.verdict(size.isQuick ? "a quick run proves nothing" : disturbed > 0 ? whyNot(disturbed) : null);
  } finally {
    await stores.stop();
  }
}

/** Measures a row; returns how many measurements were disturbed to the last. */
export async function measureRow(
  row: Row,
  size: Size,
  parts: Pick<Bench, "stores" | "results" | "say">,
): Promise<number> {
  const { say } = parts;
  let disturbed = 0;

  async function undisturbed<T>(measure: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const howItWas = watchMachine();
      const measured = await measure();
      const { others, stolen, isTooMuch } = howItWas();
      if (!isTooMuch) return measured;
      say(`disturbed: others used ${percent(others)} of the machine, ${percent(stolen)} were stolen`);
      if (tries < (size.isQuick ? 1 : TRIES)) continue;
      disturbed++;
      return measured;
    }
  }

  say(`${row.asks}; ${size.readers} readers, ${size.repetitions} × each`);
  await row.measure({ ...size, ...parts, undisturbed });
  return disturbed;
}

function whyNot(disturbed: number): string {
  return `${disturbed} of the measurements were disturbed`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
