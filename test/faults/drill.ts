import { parseArgs } from "node:util";
import { within } from "../support/deadline.ts";
import { tell } from "./checker.ts";
import { reportOf } from "./drill-report.ts";
import { lasts } from "./lasts.ts";
import { startUnderFire, type UnderFire } from "./under-fire.ts";

/*
 * The long form of the fault journeys: a newsroom and a fleet of readers for some minutes, while workers, servers, Redis
 * or PostgreSQL are killed in turn and started again. Ends with a report, and with exit code 1 if anything was lost,
 * doubled, out of order, resurrected or silently missing.
 *
 *   npm run drill -- --readers 500 --rate 20 --minutes 2 --kill worker,server,redis
 */

const { values } = parseArgs({
  options: {
    readers: { type: "string", default: "200" },
    rate: { type: "string", default: "20" },
    minutes: { type: "string", default: "1" },
    kill: { type: "string", default: "worker,server,redis" },
    every: { type: "string", default: "10" },
    servers: { type: "string", default: "2" },
    workers: { type: "string", default: "2" },
  },
});

type Role = "worker" | "server" | "redis" | "postgres";
const KILLS: Record<Role, (fire: UnderFire) => Promise<void>> = {
  worker: async ({ workers }) => {
    await oneOf(workers).kill();
    await Promise.all(workers.filter((each) => !each.isUp()).map((each) => each.start()));
  },
  server: async ({ servers }) => {
    await oneOf(servers).kill();
    await Promise.all(servers.filter((each) => !each.isUp()).map((each) => each.start()));
  },
  redis: async ({ redis }) => {
    await redis.kill();
    await lasts(1_000);
    await redis.start();
  },
  postgres: async ({ postgres }) => {
    await postgres.kill();
    await lasts(1_000);
    await postgres.start();
  },
};

process.exit(await drill());

async function drill(): Promise<number> {
  const roles = values.kill.split(",").filter(Boolean);
  const unknown = roles.filter((role) => !(role in KILLS));
  if (unknown.length > 0) {
    console.error(`--kill takes worker, server, redis and postgres, not ${unknown.join(", ")}`);
    return 2;
  }
  const size = { readers: Number(values.readers), servers: Number(values.servers), workers: Number(values.workers) };
  console.log(`Starting ${size.servers} servers, ${size.workers} workers, ${size.readers} readers …`);
  const fire = await startUnderFire({ ...size, comingAndGoing: Math.floor(size.readers / 10), givesUp: 5 });
  try {
    const backMs = await shootAt(fire, roles as Role[]);
    const healedAt = await fire.heals();
    await lasts(3_000);
    console.log("Waiting for the last readers …");
    const proof = await fire.proof({ healedAt });
    console.log(`\n${reportOf(proof, backMs)}`);
    if (proof.violations.length > 0) console.log(`\n${tell(proof.violations)}`);
    return proof.violations.length === 0 ? 0 : 1;
  } finally {
    await fire.close();
  }
}

/** Kills one after the other while the newsroom publishes; returns how long readers took to be back after each. */
async function shootAt(fire: UnderFire, roles: Role[]): Promise<number[]> {
  const end = performance.now() + Number(values.minutes) * 60_000;
  const backMs: number[] = [];
  fire.publisher.begins(Number(values.rate));
  for (let shots = 0; performance.now() < end; shots++) {
    await lasts(Math.min(Number(values.every) * 1_000, end - performance.now()));
    const role = roles[shots % roles.length];
    if (role === undefined || performance.now() >= end) continue;
    const startedAt = performance.now();
    await KILLS[role](fire);
    const { epoch, top } = await fire.wire();
    await within("every reader back", fire.fleet.hasReached(epoch, top)).catch((failure) =>
      console.log(String(failure)),
    );
    backMs.push(Math.round(performance.now() - startedAt));
    console.log(
      `killed ${role}: everybody has ${top} after ${backMs.at(-1)} ms; ${fire.publisher.accepted()} accepted`,
    );
  }
  return backMs;
}

function oneOf<T>(some: T[]): T {
  const one = some[Math.floor(Math.random() * some.length)];
  if (one === undefined) throw new Error("there is nobody to kill");
  return one;
}
