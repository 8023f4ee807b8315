import { tell } from "../checker/checker.ts";
import type { Violation } from "../checker/history.ts";
import { untilAccepted } from "../fire/fire.ts";
import type { UnderFire } from "../fire/under-fire.ts";
import { SHOTS, type Shot } from "./shots.ts";
import { createTally, type Tally } from "./tally.ts";

export interface RoundOptions {
  /** Published in each round. */
  stories: number;
  perSecond: number;
  /** One in each round, in turn; none: nothing is shot at. */
  shots: Shot[];
  /** Asked before each round, with how many there were. */
  goesOn: (rounds: number) => boolean;
  report: (line: string) => void;
}

/** Of releases right after a fault, on a machine that is busy with the drill itself. */
const RELEASE_P99_MS = 3_000;

/**
 * Plays rounds: stories are published, somewhere among them a shot falls, all is healed, and when every reader has
 * everything the round is judged. The paper and its readers go on through all rounds.
 */
export async function playRounds(fire: UnderFire, options: RoundOptions): Promise<Tally> {
  const tally = createTally(fire.fleet.readers);
  for (let round = 0; options.goesOn(round); round++) {
    const { what, backMs, violations } = await playRound(
      fire,
      options,
      options.shots[round % options.shots.length],
      tally,
    );
    const { deliveries, breaches } = tally.sums();
    options.report(
      `round ${round + 1}: ${what}; all readers back after ${backMs} ms; ${deliveries} deliveries, ${breaches} breaches`,
    );
    if (violations.length > 0) options.report(tell(violations));
  }
  return tally;
}

interface Played {
  what: string;
  backMs: number;
  violations: Violation[];
}

async function playRound(
  fire: UnderFire,
  options: RoundOptions,
  shot: Shot | undefined,
  tally: Tally,
): Promise<Played> {
  const { publisher, fleet } = fire;
  const { stories, perSecond, report } = options;
  const published = publisher.spreads(stories, perSecond);
  await untilAccepted(fire, 1 + Math.floor((Math.random() * stories) / 2));
  const shotAt = performance.now();
  const what = shot === undefined ? "no shot" : await SHOTS[shot](fire);
  const healedAt = await fire.heals();
  const { epoch, top } = await fire.head();
  await fleet.hasReached(epoch, top).catch((failure: Error) => report(failure.message));
  const backMs = Math.round(performance.now() - shotAt);
  await published;
  const proof = await fire.page({ healedAt, releaseP99Ms: RELEASE_P99_MS });
  tally.add(proof, backMs);
  return { what, backMs, violations: proof.violations };
}
