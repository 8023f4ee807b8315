import { parseArgs } from "node:util";
import { KINDS, type Mix, mixOf } from "./actors/fleet-kinds.ts";
import { showComposed } from "./composed/show-composed.ts";
import { showCuts, tellCuts } from "./drill/cuts.ts";
import { drillMail } from "./drill/mail.ts";
import { showReturn, tellReturn } from "./drill/return.ts";
import { playRounds } from "./drill/rounds.ts";
import { isShot, SHOTS } from "./drill/shots.ts";
import { showStalled, tellStalled } from "./drill/stalled.ts";
import { startUnderFire } from "./fire/under-fire.ts";
import { showRollout, tellRollout } from "./rollout/show-rollout.ts";
import { drillUpgrade } from "./upgrade/drill-upgrade.ts";

/*
 * The long form of the fault journeys: a newsroom and a fleet of readers of all kinds, while the paper is shot at. Ends
 * with a report, and with exit code 1 if anything was lost, doubled, out of order, resurrected or silently missing.
 *
 *   npm run drill -- --readers 500 --rate 20 --minutes 2 --kill worker,server,redis
 *   npm run drill -- --readers 500 --rounds 200 --stories 20
 *
 * Three shows with thousands of readers, each a table:
 *
 *   npm run drill -- cuts       everybody is cut for 2 s every 15 s, beside stock Socket.IO
 *   npm run drill -- return     ten thousand come back after the death of their server
 *   npm run drill -- stalled    as many who take nothing as who do
 *
 * And newsletters: ten thousand mails, two hundred kills of their senders, readers who leave meanwhile:
 *
 *   npm run drill -- mail            or one of them: mail speed, mail kills, mail unsubscribes
 *
 * Two of what docker-compose.yml describes, as processes behind HAProxy:
 *
 *   npm run drill -- compose    one process of each kind is killed
 *   npm run deploy:drill        everything is replaced, again and again, beside stock Socket.IO
 *
 * And an upgrade, from the newest earlier version in the history that lacks migrations:
 *
 *   npm run drill -- upgrade
 */

const ALL_SHOTS = Object.keys(SHOTS).join(",");
const DEFAULT_MIX = "steady=55,restless=10,stream=12,polling=8,slow=8,stalled=2,flooding=1,away=4";
const FILLED = 2_500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    readers: { type: "string" },
    rate: { type: "string" },
    minutes: { type: "string", default: "1" },
    kill: { type: "string", default: ALL_SHOTS },
    /** Seconds between two shots. */
    every: { type: "string", default: "10" },
    /** In the place of minutes: so many rounds, each with so many stories and one shot. */
    rounds: { type: "string" },
    stories: { type: "string" },
    mix: { type: "string", default: DEFAULT_MIX },
    servers: { type: "string", default: "2" },
    workers: { type: "string", default: "2" },
  },
});

const FORMS: Record<string, () => Promise<number>> = {
  ...{ fire: drill, cuts, return: comeBack, stalled },
  ...{ mail, compose, deploy, upgrade },
};

const form = FORMS[positionals[0] ?? "fire"];
if (!form) console.error(`drill takes one of ${Object.keys(FORMS).join(", ")}`);
process.exit(form ? await form() : 2);

async function drill(): Promise<number> {
  const shots = values.kill.split(",").filter(Boolean);
  const weights = weightsIn(values.mix);
  if (!shots.every(isShot) || !weights) {
    console.error(`--kill takes some of ${ALL_SHOTS}; --mix is like ${DEFAULT_MIX}`);
    return 2;
  }
  const size = { servers: Number(values.servers), workers: Number(values.workers) };
  const mix = mixOf(given("readers", 200), weights);
  const end = performance.now() + Number(values.minutes) * 60_000;
  const rounds = values.rounds === undefined ? null : Number(values.rounds);
  const perSecond = given("rate", 20);
  console.log(`Starting ${size.servers} servers, ${size.workers} workers, ${given("readers", 200)} readers …`);
  const fire = await startUnderFire({ ...size, mix, readersLine: true, filled: FILLED, givesUp: 5 });
  try {
    const tally = await playRounds(fire, {
      ...{ shots, perSecond, report: console.log },
      stories: rounds === null ? Math.max(1, Math.round(perSecond * Number(values.every))) : given("stories", 20),
      goesOn: (played) => (rounds === null ? performance.now() < end : played < rounds),
    });
    console.log(`\n${tally.report()}`);
    return tally.sums().breaches === 0 ? 0 : 1;
  } finally {
    await fire.close();
  }
}

async function cuts(): Promise<number> {
  const size = { readers: given("readers", 2_000), stories: given("stories", 120) };
  const result = await showCuts({ ...size, everyMs: 1_000 / given("rate", 2), cutEveryMs: 15_000, cutForMs: 2_000 });
  console.log(tellCuts(result));
  return result.answers[0]?.missing === 0 ? 0 : 1;
}

async function comeBack(): Promise<number> {
  const options = { returning: given("readers", 10_000), staying: 500, perSecond: given("rate", 2), calmMs: 8_000 };
  const result = await showReturn(options);
  console.log(tellReturn(options, result));
  return result.missing === 0 && result.again === 0 ? 0 : 1;
}

async function stalled(): Promise<number> {
  const readers = given("readers", 500);
  const half = { stalled: Math.ceil(readers / 2), frozen: Math.floor(readers / 2) };
  const options = { good: readers, ...half, perSecond: given("rate", 50), lastsMs: 19_000 };
  const result = await showStalled(options);
  console.log(tellStalled(options, result));
  return result.missing === 0 && result.again === 0 ? 0 : 1;
}

async function mail(): Promise<number> {
  const size = {
    recipients: given("readers", 10_000),
    kills: values.rounds === undefined ? 200 : Number(values.rounds),
  };
  return (await drillMail({ ...size, part: positionals[1], report: console.log })) === 0 ? 0 : 1;
}

function given(name: "readers" | "rate" | "stories", otherwise: number): number {
  return values[name] === undefined ? otherwise : Number(values[name]);
}

async function compose(): Promise<number> {
  const mix = mixOf(given("readers", 300), { steady: 70, stream: 15, polling: 15 });
  const size = { servers: Number(values.servers), workers: Number(values.workers) };
  const stores = ["redis", "postgres"] as const;
  const { proof, refused } = await showComposed({ ...size, mix, perSecond: given("rate", 5), stores }, console.log);
  console.log(`refused by Redis: ${refused.join("; ") || "nothing"}`);
  return proof.violations.length + refused.length === 0 ? 0 : 1;
}

async function deploy(): Promise<number> {
  const rounds = values.rounds === undefined ? 10 : Number(values.rounds);
  const size = { servers: 3, workers: 2, readers: given("readers", 2_000), perSecond: given("rate", 5) };
  const result = await showRollout({ ...size, rounds, calmMs: 10_000 }, console.log);
  console.log(tellRollout(result));
  return result.ours.missing + result.ours.again + result.ours.disordered === 0 ? 0 : 1;
}

async function upgrade(): Promise<number> {
  const mix = mixOf(given("readers", 100), { steady: 60, stream: 20, polling: 20 });
  return (await drillUpgrade({ mix, perSecond: given("rate", 20) }, console.log)) === 0 ? 0 : 1;
}

/** `steady=60,slow=5`; null: that is no mix. */
function weightsIn(text: string): Mix | null {
  const pairs = text.split(",").map((pair) => pair.split("="));
  const isMix = pairs.every(([kind = "", weight = ""]) => kind in KINDS && /^\d+$/.test(weight));
  return isMix ? Object.fromEntries(pairs.map(([kind, weight]) => [kind, Number(weight)])) : null;
}
