import { eventually } from "../../support/deadline.ts";
import type { ComposedPaper } from "./composed-paper.ts";

/** What the canary of one server says: nothing is amiss, or which hop is. */
export interface Told {
  isGreen: boolean;
  /** "queue"; null: none. */
  hop: string | null;
}

export interface KillReport {
  what: string;
  /** The hop that the canaries named; null: nothing broke, because others carried on. */
  hop: string | null;
  /** Until every server had named it. */
  afterMs: number;
}

type Killed = { kill(): Promise<void>; start(): Promise<void> };

/** Kills it, starts it again, as Docker would, once every server that lives has named the hop, and waits until all is green. */
export async function killNamed(paper: ComposedPaper, what: string, victim: Killed): Promise<KillReport> {
  await untilAll(paper, `green before the death of ${what}`, ({ isGreen }) => isGreen);
  await victim.kill();
  const from = performance.now();
  await untilAll(paper, `red after the death of ${what}`, ({ isGreen, hop }) => !isGreen && hop !== null);
  const afterMs = Math.round(performance.now() - from);
  const hops = new Set((await tellAll(paper)).map(({ hop }) => hop));
  await victim.start();
  await untilAll(paper, `green after ${what} is back`, ({ isGreen }) => isGreen);
  return { what, hop: [...hops].join(" and "), afterMs };
}

/** Kills it and starts it again at once; whether anything broke is said by the canaries meanwhile. */
export async function killReplaced(
  paper: ComposedPaper,
  what: string,
  victim: Killed,
  watched: string[],
): Promise<KillReport> {
  await untilAll(paper, `green before the death of ${what}`, ({ isGreen }) => isGreen);
  const hops = new Set<string>();
  const from = performance.now();
  await victim.kill();
  const back = victim.start().then(() => performance.now());
  let returned: number | null = null;
  void back.then((at) => {
    returned = at;
  });
  await eventually(`${what} back and all green`, async () => {
    for (const url of watched) {
      const { hop } = await tell(url).catch(() => ({ hop: null }));
      if (hop !== null) hops.add(hop);
    }
    return returned === null ? undefined : true;
  });
  await untilAll(paper, `green after ${what} is back`, ({ isGreen }) => isGreen);
  return { what, hop: hops.size === 0 ? null : [...hops].join(" and "), afterMs: Math.round((await back) - from) };
}

async function untilAll(paper: ComposedPaper, what: string, holds: (told: Told) => boolean): Promise<void> {
  await eventually(`every canary ${what}`, async () => ((await tellAll(paper)).every(holds) ? true : undefined));
}

function tellAll({ serverUrls }: ComposedPaper): Promise<Told[]> {
  return Promise.all(serverUrls.map(tell));
}

async function tell(url: string): Promise<Told> {
  const answer = await fetch(`${url}/readyz`, { headers: { Connection: "close" } });
  const { degraded } = (await answer.json()) as { degraded: string[] };
  const told = degraded.find((name) => name.startsWith("canary"));
  return { isGreen: told === undefined, hop: told?.split(": ")[1] ?? null };
}
