import { expect, test } from "vitest";
import { tell } from "./checker/checker.ts";
import { ROOT } from "./composed/described-processes.ts";
import { copyOfNextVersion, NEXT_MIGRATION } from "./upgrade/next-version.ts";
import { showUpgrade } from "./upgrade/show-upgrade.ts";

/*
 * Both versions are of today: the next one is a copy of this tree with one more migration. `npm run drill -- upgrade` takes
 * an earlier version out of the history instead.
 */

/** What is new holds for every event, whoever published it: the function is replaced with the migration. */
const ASK = `
  select coalesce(max(seq) filter (where version = 'earlier'), 0)::int as last_of_earlier,
    count(*) filter (where version = 'next' and words = 0)::int as not_counted,
    (select array_agg(role order by role) from next_process) as next_processes,
    count(*) filter (where version = 'next')::int as of_next
  from event left join word_count using (story_id, rev) where wire = 'news'`;

test("O7, I1, I2, I3, I4, I5: the next version's migration runs while this one publishes, both run beside each other, and nothing is lost, doubled or out of order", {
  timeout: 180_000,
}, async (t) => {
  const next = await copyOfNextVersion(t);
  const size = { mix: { steady: 12, stream: 4, polling: 4 }, perSecond: 20 };
  const result = await showUpgrade({ ...size, from: ROOT, to: next, isSameDrawing: true }, ASK);
  expect(tell(result.proof.violations)).toBe("");
  expect(result.migrated).toContain("The database is up to date.");
  expect(result.triedAgain).toContain(NEXT_MIGRATION);
  const [asked] = result.asked as [Record<string, unknown>];
  expect(asked).toMatchObject({ not_counted: 0, next_processes: ["server", "worker"] });
  const { before, beside } = result.tops;
  expect(asked.last_of_earlier).toBeGreaterThanOrEqual(before);
  expect(asked.last_of_earlier).toBeLessThan(beside);
  expect(Number(asked.last_of_earlier) + Number(asked.of_next)).toBe(result.proof.figures.events);
  await t.annotate(
    `${result.proof.figures.events} events, ${asked.last_of_earlier} before the function was replaced, ` +
      `${result.unanswered} attempts sent again, p99 ${result.proof.figures.p99Ms} ms; alike: ${result.same.join(" ")}`,
  );
});
