import { execFile } from "node:child_process";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import type { Era } from "./checker/history.ts";
import { expectKept, openFire, untilAccepted } from "./fire/fire.ts";
import { lasts } from "./fire/lasts.ts";
import type { UnderFire } from "./fire/under-fire.ts";

const run = promisify(execFile);

test("I1, I6: a PostgreSQL that is killed under load keeps what it has accepted, and only that", async (t) => {
  const fire = await openFire(t, { ownsPostgres: true, servers: 2, givesUp: 10, comingAndGoing: 5 });
  fire.publisher.begins(50);
  for (let kills = 0; kills < 2; kills++) {
    await untilAccepted(fire, 50);
    await fire.postgres.kill();
    await lasts(500 + Math.random() * 1_500);
    await fire.postgres.start();
  }
  await untilAccepted(fire, 50);
  const healedAt = await fire.heals();
  await untilAccepted(fire, 50);
  await expectKept(fire, { healedAt });
});

test("I1, I6: while somebody holds the counter, or the log, publishers are turned away and nothing is half done", async (t) => {
  const fire = await openFire(t, { givesUp: 10 });
  fire.publisher.begins(40);
  for (const held of ["lock table wire_head in exclusive mode", "lock table event in access exclusive mode"]) {
    await untilAccepted(fire, 40);
    const before = fire.publisher.unanswered();
    const holder = await fire.hold(held);
    await eventually("somebody who is turned away", () => (fire.publisher.unanswered() > before ? true : undefined));
    await lasts(1_000);
    await holder.release();
  }
  await untilAccepted(fire, 40);
  const healedAt = await fire.heals();
  await untilAccepted(fire, 40);
  await expectKept(fire, { healedAt });
});

test("I1, I6: a line to PostgreSQL that breaks, swallows or is slow loses and doubles nothing", async (t) => {
  const fire = await openFire(t, { givesUp: 10 });
  const { serverStore, workerStore } = fire.lines;
  fire.publisher.begins(40);
  for (const line of [serverStore, workerStore]) {
    for (let cuts = 0; cuts < 5; cuts++) {
      await untilAccepted(fire, 10);
      line.cut();
    }
    line.slow(100);
    await untilAccepted(fire, 30);
    line.blackHole();
    await lasts(3_000);
    line.heal();
  }
  const healedAt = await fire.heals();
  await untilAccepted(fire, 40);
  await expectKept(fire, { healedAt });
});

test.for([
  { when: "in a quiet hour", perSecond: 0, workers: 1 },
  { when: "while stories are published", perSecond: 60, workers: 2 },
  { when: "while no worker runs", perSecond: 60, workers: 0 },
])("I5, I8: a PostgreSQL whose files are swapped for an older copy $when begins a new epoch", async (hour, t) => {
  const { perSecond, workers } = hour;
  const fire = await openFire(t, { ownsPostgres: true, isPlain: true, servers: 2, workers });
  const { postgres, publisher, lines } = fire;
  const [cluster, copy] = [join(postgres.dataDir, "postgres", "cluster"), join(postgres.dataDir, "copy")];
  await publisher.posts(50);
  await postgres.stop();
  await run("cp", ["-a", cluster, copy]);
  await postgres.start();
  await publisher.posts(50);
  publisher.begins(perSecond);
  if (perSecond > 0) await untilAccepted(fire, 50);
  for (const line of [lines.serverStore, lines.workerStore]) line.cut({ staysCut: true });
  const before = await untilStill(fire);
  await postgres.stop();
  await rm(cluster, { recursive: true });
  await rename(copy, cluster);
  await postgres.start();
  for (const line of [lines.serverStore, lines.workerStore]) line.heal();
  await eventually("another epoch", async () => {
    const wire = await fire.wire().catch(() => null);
    return wire && wire.epoch !== before.epoch ? true : undefined;
  });
  await publisher.posts(100);
  const after = await fire.wire();
  expect(after.epoch > before.epoch).toBe(true);
  expect(storiesUpTo(after, 50)).toEqual(storiesUpTo(before, 50));
  await expectKept(fire, { cut: [before], healedAt: Date.now() });
});

function storiesUpTo({ events }: Era, top: number): string[] {
  return events.filter(({ seq }) => seq <= top).map(({ story }) => story);
}

/** The wire once nothing more comes: commits that were on their way when the lines were cut still end. */
async function untilStill(fire: UnderFire): Promise<Era> {
  let last = await fire.wire();
  return eventually("a wire that stands still", async () => {
    const busy =
      "select from pg_stat_activity where state = 'active' and query like '%commit_revision%' and pid <> pg_backend_pid()";
    const isBusy = (await fire.query(busy)).length > 0;
    const now = await fire.wire();
    const isStill = !isBusy && now.top === last.top;
    last = now;
    return isStill ? now : undefined;
  });
}
