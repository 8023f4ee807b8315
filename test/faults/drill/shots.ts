import { cutTail } from "../fire/cut-tail.ts";
import { lasts } from "../fire/lasts.ts";
import type { PaperProcess } from "../fire/processes.ts";
import type { UnderFire } from "../fire/under-fire.ts";
import type { Line } from "../lines/line.ts";

/*
 * What a drill does to a paper. Each shot lasts some seconds at most, resolves when it is healed as far as an operator
 * would heal it, and says what it was.
 */

export type Shot = "worker" | "server" | "redis" | "postgres" | "wipe" | "rollback" | "pause" | "lines";

export const SHOTS: Record<Shot, (fire: UnderFire) => Promise<string>> = {
  worker: ({ workers }) => kill("worker", workers),
  server: ({ servers }) => kill("server", servers),
  redis: async ({ redis }) => {
    await redis.kill();
    await lasts(upTo(2_000));
    await redis.start();
    return "Redis killed";
  },
  postgres: async ({ postgres }) => {
    await postgres.kill();
    await lasts(upTo(2_000));
    await postgres.start();
    return "PostgreSQL killed";
  },
  wipe: async ({ redis }) => {
    await redis.ask("FLUSHALL");
    await redis.ask("SCRIPT", "FLUSH");
    return "Redis emptied";
  },
  rollback: async ({ redis }) => {
    await redis.kill();
    const commands = 1 + Math.floor(upTo(150));
    await cutTail(redis, commands);
    await redis.start();
    return `Redis set back by ${commands} commands`;
  },
  pause: async ({ servers, workers }) => {
    const isServer = Math.random() < 0.5;
    const one = oneOf(isServer ? servers : workers);
    const ms = 500 + upTo(3_500);
    one.pause();
    await lasts(ms);
    one.resume();
    return `a ${isServer ? "server" : "worker"} stopped for ${Math.round(ms)} ms`;
  },
  lines: async ({ lines, readersLines }) => {
    const all: [string, Line[]][] = [
      ...Object.entries(lines).map(([name, line]): [string, Line[]] => [name, [line]]),
      ["readers", readersLines],
      ["readers", readersLines],
    ];
    const [name, shot] = oneOf(all);
    const [what, shoot] = oneOf(LINE_SHOTS);
    for (const line of shot) shoot(line);
    await lasts(upTo(2_500));
    for (const line of shot) line.heal();
    return `line ${name} ${what}`;
  },
};

const LINE_SHOTS: [string, (line: Line) => void][] = [
  ["reset", (line) => line.cut()],
  ["reset, and kept so", (line) => line.cut({ staysCut: true })],
  ["a black hole", (line) => line.blackHole()],
  ["slowed by 200 ms", (line) => line.slow(200)],
];

export function isShot(name: string): name is Shot {
  return name in SHOTS;
}

async function kill(what: string, some: PaperProcess[]): Promise<string> {
  const one = oneOf(some);
  await one.kill();
  await one.start();
  return `a ${what} killed`;
}

function upTo(limit: number): number {
  return Math.random() * limit;
}

function oneOf<T>(some: T[]): T {
  const one = some[Math.floor(Math.random() * some.length)];
  if (one === undefined) throw new Error("there is nothing to shoot at");
  return one;
}
