import { expect, test } from "vitest";
import type { PublisherLine } from "./actors/ledger.ts";
import { expectKept, openFire, untilAccepted } from "./fire/fire.ts";
import { lasts } from "./fire/lasts.ts";

const AWAY_MS = 10_000;
/** Promised are 5 s, for both; the rest is granted to a machine that runs other tests besides. */
const TURNED_AWAY_WITHIN_MS = 9_000;
const VOUCHED_FOR_AT_MOST_MS = 7_500;

test("I1, I6, I8: while PostgreSQL is gone posts are told within 5 s, readers stay, and nobody vouches for the wire", async (t) => {
  const fire = await openFire(t, { ownsPostgres: true, servers: 2, isPlain: true });
  fire.publisher.begins(20);
  await untilAccepted(fire, 40);
  await fire.fleet.isUp();
  const goneAt = Date.now();
  await fire.postgres.kill();
  await lasts(AWAY_MS);
  const backAt = Date.now();
  await fire.postgres.start();
  await untilAccepted(fire, 40);
  const healedAt = await fire.heals();
  const { history } = await expectKept(fire, { healedAt });

  const attempts = attemptsIn(history.publishers).filter(({ from }) => from > goneAt && from < backAt - 1_000);
  expect(attempts.length).toBeGreaterThan(100);
  expect(attempts.filter(({ from, to }) => to < backAt && to - from > TURNED_AWAY_WITHIN_MS)).toEqual([]);
  expect(attempts.filter(({ to, status }) => to < backAt && status !== 503)).toEqual([]);
  expect(history.publishers.filter(({ is }) => is === "fail")).toEqual([]);
  const asked = new Set(history.publishers.map(({ key }) => key));
  expect(new Set(history.publishers.filter(({ is }) => is === "ok").map(({ key }) => key))).toEqual(asked);

  const meanwhile = history.readers.filter(({ at }) => at > goneAt && at < backAt);
  expect(meanwhile.filter(({ is }) => is === "closed" || is === "opened")).toEqual([]);
  expect(meanwhile.filter(({ is, at }) => is === "beat" && at > goneAt + VOUCHED_FOR_AT_MOST_MS)).toEqual([]);
  expect(history.readers.filter(({ is, at }) => is === "beat" && at > backAt).length).toBeGreaterThan(0);
});

interface Attempt {
  from: number;
  to: number;
  status: number;
}

/** Each attempt with its answer: of one key there is one at a time. */
function attemptsIn(lines: PublisherLine[]): Attempt[] {
  return [...Map.groupBy(lines, ({ key }) => key).values()].flatMap((ofKey) =>
    ofKey.flatMap((line, i) => {
      const before = ofKey[i - 1];
      if (line.is === "invoke" || before?.is !== "invoke") return [];
      return [{ from: before.at, to: line.at, status: line.is === "ok" ? 201 : line.status }];
    }),
  );
}
