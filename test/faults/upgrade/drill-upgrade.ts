import type { Mix } from "../actors/fleet-kinds.ts";
import { tell } from "../checker/checker.ts";
import { ROOT } from "../composed/described-processes.ts";
import { createEnds } from "../fire/own-stores.ts";
import { checkOutEarlierVersion } from "./earlier-version.ts";
import { showUpgrade } from "./show-upgrade.ts";

/** From the earlier version to this one. Returns how many breaches there were. */
export async function drillUpgrade(
  size: { mix: Mix; perSecond: number },
  report: (line: string) => void,
): Promise<number> {
  const ends = createEnds();
  try {
    const { commit, root, lacks } = await checkOutEarlierVersion(ends.add);
    report(`from ${commit.slice(0, 7)}, which lacks ${lacks} migrations`);
    const ask = "select name from kysely_migration order by name desc limit 1";
    const options = { ...size, from: root, to: ROOT, isSameDrawing: false };
    const { proof, asked, unanswered, triedAgain } = await showUpgrade(options, ask, report);
    const { events, arrivals, p50Ms, p99Ms } = proof.figures;
    report(`the version before, asked to migrate again: ${triedAgain.trim()}`);
    report(
      `${events} events, ${arrivals} arrivals, ${unanswered} attempts sent again; delay p50 ${p50Ms}, p99 ${p99Ms} ms`,
    );
    report(`the database has ${JSON.stringify(asked)}`);
    report(tell(proof.violations) || "no breach of I1 to I17");
    return proof.violations.length;
  } finally {
    await ends.close();
  }
}
