import { expect, test } from "vitest";
import { playRounds } from "./drill/rounds.ts";
import { SHOTS, type Shot } from "./drill/shots.ts";
import { openFire } from "./fire/fire.ts";

const MIX = { steady: 14, restless: 6, stream: 6, polling: 6, slow: 6, stalled: 2, flooding: 1, away: 6 };

test("I2, I3, I4, I7, I8, I9: whatever is shot at, readers of every kind get everything once and in order", {
  timeout: 180_000,
}, async (t) => {
  const fire = await openFire(t, {
    ...{ ownsPostgres: true, servers: 2, workers: 2, mix: MIX, readersLine: true, filled: 2_500, givesUp: 5 },
  });
  const shots = Object.keys(SHOTS) as Shot[];
  const told: string[] = [];
  const tally = await playRounds(fire, {
    ...{ shots, stories: 10, perSecond: 20, report: (line: string) => void told.push(line) },
    goesOn: (rounds) => rounds < shots.length,
  });
  expect(told.filter((line) => !/^round .* 0 breaches$/.test(line))).toEqual([]);
  expect(tally.sums()).toMatchObject({ rounds: shots.length, breaches: 0 });
  const { came } = await fire.fleet.ask({ epoch: "", top: 0 });
  expect(Object.keys(came).sort()).toEqual(Object.keys(MIX).sort());
});
