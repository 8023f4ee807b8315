import { repeat } from "../../../core/process/repeat.ts";
import { eventually } from "../../support/deadline.ts";
import type { PaperProcess } from "../fire/processes.ts";
import type { UnderFire } from "../fire/under-fire.ts";
import type { CrashBuild } from "./crash-build.ts";
import type { CrashPoint } from "./crash-point.ts";
import { stimulate } from "./stimuli.ts";

const STIMULUS_MS = 300;
/** A process may have to come up twice before another is at the point, on a machine that has other work. */
const DIES_WITHIN_MS = 120_000;

export interface Series {
  fire: UnderFire;
  build: CrashBuild;
  /** Hears when which death was over. */
  deaths: string[];
}

/**
 * At each point in turn one of these processes dies, and is started again. Fails when a point is not reached although
 * all is done that leads there.
 */
export async function diesAtEach(series: Series, points: CrashPoint[], some: PaperProcess[]): Promise<void> {
  for (const [i, point] of points.entries()) {
    const target = some[i % some.length];
    if (!target) throw new Error("there is nobody to die");
    await diesAt(series, point, some, target);
    series.deaths.push(`${new Date().toISOString()} ${point.name}`);
  }
}

async function diesAt(series: Series, point: CrashPoint, some: PaperProcess[], target: PaperProcess): Promise<void> {
  const { fire, build } = series;
  const { name, by } = point;
  await build.arms(point);
  const isOnce = by === "a start" || by === "SIGTERM";
  if (by && isOnce) await stimulate(fire, by, target);
  const stop = repeat(STIMULUS_MS, () => (by && !isOnce ? stimulate(fire, by, target) : undefined));
  try {
    const hasDied = async () => (await build.died()).includes(name) || undefined;
    await eventually(`a death: ${name}`, hasDied, DIES_WITHIN_MS);
  } finally {
    await stop();
  }
  const dead = await eventually(`a process that is gone: ${name}`, () => some.find((each) => !each.isUp()));
  await dead.start();
}
