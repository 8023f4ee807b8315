import { expect, test } from "vitest";
import { copyWithCrashPoints } from "./crash/crash-build.ts";
import { diesAtEach } from "./crash/dies-at-each.ts";
import { pointsOfServers } from "./crash/points-of-servers.ts";
import { pointsOfWorkers } from "./crash/points-of-workers.ts";
import { expectKept, openFire, untilAccepted, untilQueueWorks } from "./fire/fire.ts";

const POINTS = [...pointsOfServers, ...pointsOfWorkers];
/** So that what a reader has missed soon lies below it, and comes from the store. */
const SMALL_RING = { file: "server/live/follow/follow-wire.ts", from: /keeps = REPLAY_AT_MOST/, to: "keeps = 50" };

test("I1, I2, I3, I6: a server and a worker are killed at every step they take, and nobody misses anything", async (t) => {
  const build = await copyWithCrashPoints(t, POINTS, [SMALL_RING]);
  const fire = await openFire(t, { root: build.root, servers: 2, readers: 20, comingAndGoing: 6, givesUp: 10 });
  const deaths: string[] = [];
  t.onTestFailed(() => console.error(`Up again after their deaths:\n${deaths.join("\n")}`));
  fire.publisher.begins(30);
  await untilAccepted(fire, 60);
  await Promise.all([
    diesAtEach({ fire, build, deaths }, pointsOfServers, fire.servers),
    diesAtEach({ fire, build, deaths }, pointsOfWorkers, fire.workers),
  ]);
  const healedAt = await fire.heals();
  await untilQueueWorks(fire);
  await untilAccepted(fire, 60);
  await expectKept(fire, { healedAt });
  expect((await build.died()).sort()).toEqual(POINTS.map(({ name }) => name).sort());
}, 600_000);
