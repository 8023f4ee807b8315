import { parseArgs } from "node:util";
import { ROWS } from "./rows.ts";
import { runRow } from "./run-row.ts";

/*
 * One row of the performance budget, measured beside its anchor in the same run:
 *
 *   npm run bench -- paced            10,000 readers, three repetitions, ours and the anchors in turn
 *   npm run bench -- paced --quick    500 readers, once: shows that it works, proves nothing
 *
 * Exit code 0: every claim holds; 1: one does not; 2: it was called wrongly; 3: the machine was not ours, so no verdict.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    readers: { type: "string" },
    repetitions: { type: "string" },
  },
});

process.exit(await main());

async function main(): Promise<number> {
  const [name = ""] = positionals;
  const row = ROWS[name];
  if (!row) {
    console.error("npm run bench -- NAME [--quick] [--readers N] [--repetitions N]\n");
    for (const [known, { asks }] of Object.entries(ROWS)) console.error(`  ${known.padEnd(14)} ${asks}`);
    return 2;
  }
  return runRow(row, {
    isQuick: values.quick,
    readers: Number(values.readers ?? (values.quick ? 500 : 10_000)),
    repetitions: Number(values.repetitions ?? (values.quick ? 1 : 3)),
  });
}
