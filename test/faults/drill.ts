import { parseArgs } from "node:util";
import { playRounds } from "./drill/rounds.ts";
import { isShot, SHOTS } from "./drill/shots.ts";
import { KINDS, type Mix, mixOf } from "./fleet-kinds.ts";
import { startUnderFire } from "./under-fire.ts";

/*
 * The long form of the fault journeys: a newsroom and a fleet of readers of all kinds, while the paper is shot at. Ends
 * with a report, and with exit code 1 if anything was lost, doubled, out of order, resurrected or silently missing.
 *
 *   npm run drill -- --readers 500 --rate 20 --minutes 2 --kill worker,server,redis
 *   npm run drill -- --readers 500 --rounds 200 --stories 20
 *
 * Three shows have forms of their own: cuts, return, stalled.
 */

const ALL_SHOTS = Object.keys(SHOTS).join(",");
const DEFAULT_MIX = "steady=55,restless=10,stream=12,polling=8,slow=8,stalled=2,flooding=1,away=4";
const FILLED = 2_500;

const { values } = parseArgs({
  options: {
    readers: { type: "string", default: "200" },
    rate: { type: "string", default: "20" },
    minutes: { type: "string", default: "1" },
    kill: { type: "string", default: ALL_SHOTS },
    /** Seconds between two shots. */
    every: { type: "string", default: "10" },
    /** In the place of minutes: so many rounds, each with so many stories and one shot. */
    rounds: { type: "string" },
    stories: { type: "string", default: "20" },
    mix: { type: "string", default: DEFAULT_MIX },
    servers: { type: "string", default: "2" },
    workers: { type: "string", default: "2" },
  },
});

process.exit(await drill());

async function drill(): Promise<number> {
  const shots = values.kill.split(",").filter(Boolean);
  const weights = weightsIn(values.mix);
  if (!shots.every(isShot) || !weights) {
    console.error(`--kill takes some of ${ALL_SHOTS}; --mix is like ${DEFAULT_MIX}`);
    return 2;
  }
  const size = { servers: Number(values.servers), workers: Number(values.workers) };
  const mix = mixOf(Number(values.readers), weights);
  const end = performance.now() + Number(values.minutes) * 60_000;
  const rounds = values.rounds === undefined ? null : Number(values.rounds);
  const perSecond = Number(values.rate);
  console.log(`Starting ${size.servers} servers, ${size.workers} workers, ${values.readers} readers …`);
  const fire = await startUnderFire({ ...size, mix, readersLine: true, filled: FILLED, givesUp: 5 });
  try {
    const tally = await playRounds(fire, {
      ...{ shots, perSecond, report: console.log },
      stories: rounds === null ? Math.max(1, Math.round(perSecond * Number(values.every))) : Number(values.stories),
      goesOn: (played) => (rounds === null ? performance.now() < end : played < rounds),
    });
    console.log(`\n${tally.report()}`);
    return tally.sums().breaches === 0 ? 0 : 1;
  } finally {
    await fire.close();
  }
}

/** `steady=60,slow=5`; null: that is no mix. */
function weightsIn(text: string): Mix | null {
  const pairs = text.split(",").map((pair) => pair.split("="));
  const isMix = pairs.every(([kind = "", weight = ""]) => kind in KINDS && /^\d+$/.test(weight));
  return isMix ? Object.fromEntries(pairs.map(([kind, weight]) => [kind, Number(weight)])) : null;
}
