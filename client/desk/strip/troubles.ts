import type { Strip } from "../../../core/pipes/desk-events.ts";

/** Something that stands in a story's way, in a sentence. `isBroken`: nothing may get through; else it is a warning. */
export interface Trouble {
  says: string;
  isBroken: boolean;
}

/** What waits for fan-out for longer than this is stuck: workers look by themselves four times a second. */
const STUCK_MS = 3_000;

/** What is wrong with the way from the desk to the screens, the worst first. Pure. `strip` null: nobody answers. */
export function troublesOf(strip: Strip | null, hasAsked: boolean): Trouble[] {
  if (!strip)
    return hasAsked ? [{ says: "The server does not answer. Nothing is lost: the text is kept.", isBroken: true }] : [];
  const troubles: Trouble[] = [];
  const say = (says: string, isBroken: boolean) => troubles.push({ says, isBroken });
  const { queue, unsent, unsentSince, canary, servers } = strip;
  if (canary?.brokenHop) say(`A story would not come through now. Broken: the ${canary.brokenHop}.`, true);
  if (!queue) say("Redis does not answer: stories are stored, and reach screens a little later.", true);
  else if (queue.workers === 0) say("No worker runs: stories are stored, and reach screens a little later.", true);
  const stuckMs = unsentSince === null ? 0 : Date.parse(strip.now) - Date.parse(unsentSince);
  if (unsent > 0 && stuckMs > STUCK_MS)
    say(`${count(unsent, "story", "stories")} on the wire that nobody has sent on.`, true);
  if (servers === 0) say("No server has said how many screens it has open.", false);
  if (queue && queue.failed > 0) say(`${count(queue.failed, "job", "jobs")} failed in the queue.`, false);
  for (const part of strip.degraded) {
    if (!part.startsWith("canary")) say(`Degraded: ${part}.`, false);
  }
  return troubles.sort((one, other) => Number(other.isBroken) - Number(one.isBroken));
}

/** "1 job", "3 jobs" */
export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}
