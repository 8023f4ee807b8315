import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Desk, deliver, type Receipt } from "./replay/deliver.ts";
import { type DemoAct, readDemoScript, requestOf, roundStamp } from "./sample/demo-script.ts";

/*
 * `npm start -- --demo`: a desk that never sleeps. Posts through the public API like any editor's script, until it is
 * told to stop or the process that started it is gone. Environment: PUBLIC_URL, EDITOR_TOKEN.
 */

const SHORTEST_PAUSE_MS = 4_000;
const LONGEST_PAUSE_MS = 7_000;

const token = process.env.EDITOR_TOKEN;
if (!token) {
  console.error("The demo needs EDITOR_TOKEN.");
  process.exit(78);
}
const timeZone = process.env.SITE_TIME_ZONE || "Europe/London";
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
process.once("disconnect", () => stop.abort());

const desk: Desk = {
  url: process.env.PUBLIC_URL || "http://localhost:3000",
  token,
  patienceMs: Number.POSITIVE_INFINITY,
  signal: stop.signal,
  onWait: (reason, waitMs) => console.log(`demo: ${reason}; again in ${(waitMs / 1000).toFixed(1)} s`),
};
const acts = await readDemoScript();
const run = randomUUID();
const firstRound = (await wasPlayedBefore(acts)) ? 1 : 0;
for (let round = firstRound; !stop.signal.aborted; round += 1) await playRound(round);
process.exit(0);

async function playRound(round: number): Promise<void> {
  const posted = new Map<string, Receipt>();
  for (const [at, act] of acts.entries()) {
    if (stop.signal.aborted) return;
    const stamp = round === 0 ? "" : roundStamp(new Date(), timeZone);
    const request = requestOf(act, posted, stamp, `demo-${run}-${round}-${at}`);
    if (!request) continue;
    const name = act.kind === "new" ? act.key : act.of;
    const delivery = await deliver(desk, request);
    if (delivery.outcome === "accepted") posted.set(name, delivery.receipt);
    else posted.delete(name);
    console.log(`demo: ${act.kind} ${name}${delivery.outcome === "accepted" ? "" : ` – ${delivery.reason}`}`);
    await sleep(pauseMs(), undefined, { signal: stop.signal }).catch(() => {});
  }
}

/** Whether an earlier run's first headlines are still among the latest: then this one must not repeat them. */
async function wasPlayedBefore(script: DemoAct[]): Promise<boolean> {
  const headlines = new Set(script.flatMap((act) => (act.kind === "new" ? [act.headline] : [])));
  try {
    const response = await fetch(new URL("/v1/stories?limit=100", desk.url), { signal: stop.signal });
    const page = (await response.json()) as { stories?: { headline?: string }[] };
    return (page.stories ?? []).some(({ headline }) => headline !== undefined && headlines.has(headline));
  } catch {
    return false;
  }
}

function pauseMs(): number {
  return SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
}
