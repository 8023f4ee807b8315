import { isAlert, type Urgency } from "../../../core/news/story.ts";
import type { ToldReceipt } from "../../../core/pipes/desk-events.ts";

/*
 * What a receipt shows, stage by stage. Pure. One rule: `seen` is the only mark that is drawn green, and it is given for
 * one reason, that the receipt carries the time at which somebody observed the stage. Whatever else is known or hoped is
 * said in words.
 */

export type Mark = "seen" | "waiting" | "late" | "unobserved";

export interface Stage {
  name: string;
  mark: Mark;
  /** When it was observed; RFC 3339. */
  at: string | null;
  says: string;
}

export interface ReceiptShown {
  stages: Stage[];
  /** All screens that were asked have shown it. */
  isComplete: boolean;
  /** What is wrong with it, in a sentence; null: nothing that is known. */
  alarm: string | null;
}

/** A stage that takes longer than this is late. */
export const LATE_AFTER_MS = 10_000;

export interface ReceiptNow {
  receipt: ToldReceipt | null;
  urgency: Urgency;
  /** When the editor sent it, by the wire's clock. */
  sentAtMs: number;
  /** Screens that were open when it was sent, as the desk was told; null: it did not know. */
  openScreens: number | null;
  nowMs: number;
}

export function receiptShown(present: ReceiptNow): ReceiptShown {
  const { receipt, sentAtMs, nowMs } = present;
  if (!receipt) {
    const isLate = nowMs - sentAtMs > LATE_AFTER_MS;
    const stored: Stage = {
      name: "Stored",
      mark: isLate ? "late" : "waiting",
      at: null,
      says: "taken; its receipt is awaited",
    };
    return {
      stages: [stored],
      isComplete: false,
      alarm: isLate ? "Its receipt does not come: nobody says how far it is." : null,
    };
  }
  if (!receipt.isOut) return { stages: [seenAt("Stored", receipt.stored), heldStage(receipt, nowMs)], ...QUIET };
  const stages = outStages(present, receipt);
  const { shown, open } = receipt.reach;
  return { stages, isComplete: open > 0 && shown >= open, alarm: alarmOf(present, receipt, stages) };
}

const QUIET = { isComplete: false, alarm: null };

function heldStage({ releaseAt, status }: ToldReceipt, nowMs: number): Stage {
  if (releaseAt === null) return { name: "Called back", mark: "unobserved", at: null, says: "it is a draft again" };
  const seconds = Math.max(0, Math.ceil((Date.parse(releaseAt) - nowMs) / 1000));
  const isOverdue = nowMs - Date.parse(releaseAt) > LATE_AFTER_MS;
  const name = status === "held" ? "Held" : "Scheduled";
  if (isOverdue) return { name, mark: "late", at: null, says: "its time has come, and nobody has let it go" };
  return { name, mark: "waiting", at: null, says: seconds > 90 ? "waits for its time" : `leaves in ${seconds} s` };
}

function outStages({ nowMs }: ReceiptNow, receipt: ToldReceipt): Stage[] {
  const { stored, queued, fannedOut, firstScreen, reach } = receipt;
  const isLate = nowMs - Date.parse(stored) > LATE_AFTER_MS;
  const open = isLate ? "late" : "waiting";
  const stages = [seenAt("Stored", stored)];
  if (queued) stages.push(seenAt("Queued", queued));
  else if (fannedOut) stages.push(unobserved("Queued", "not observed; a worker found it by itself"));
  else stages.push({ name: "Queued", mark: open, at: null, says: "the queue has not said that it took it" });

  if (fannedOut) stages.push(seenAt("Fanned out", fannedOut));
  else if (firstScreen) stages.push(unobserved("Fanned out", "not observed; it was on a screen"));
  else stages.push({ name: "Fanned out", mark: open, at: null, says: "no worker has sent it yet" });

  if (firstScreen) stages.push(seenAt("First screen", firstScreen));
  else if (reach.open > 0)
    stages.push({ name: "First screen", mark: open, at: null, says: "no screen has shown it yet" });
  else stages.push(unobserved("First screen", fannedOut ? "no open screen was asked" : "not yet"));
  return stages;
}

/** What an alert must not go without; and for any story that nobody carries. */
function alarmOf({ urgency, openScreens }: ReceiptNow, receipt: ToldReceipt, stages: Stage[]): string | null {
  const late = stages.find(({ mark }) => mark === "late");
  if (late && late.name !== "First screen") return `${late.name}: ${late.says}.`;
  if (late && isAlert(urgency)) return `Nobody has acknowledged this alert: ${late.says}.`;
  const isUnheard = receipt.reach.readers === 0 && (openScreens ?? 0) > 0;
  const isOld = stages.some(({ name, mark }) => name === "First screen" && mark !== "seen");
  if (isAlert(urgency) && isUnheard && isOld && late) return "Screens are open, and none of them has been reached.";
  return null;
}

function seenAt(name: string, at: string): Stage {
  return { name, mark: "seen", at, says: "" };
}

function unobserved(name: string, says: string): Stage {
  return { name, mark: "unobserved", at: null, says };
}

/** "212 ms", "1.4 s", "2 min": how long something took. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** The histogram in a few bars: counts of screens by how long they took, from the quickest to the slowest. */
export function barsOf(histogram: [upToMs: number, screens: number][], bars = 24): number[] {
  const first = histogram[0];
  const last = histogram.at(-1);
  if (!first || !last) return [];
  const low = Math.log(Math.max(1, first[0] / 1.1));
  const width = Math.max(Math.log(last[0]) - low, 0.01) / bars;
  const counts = new Array<number>(bars).fill(0);
  for (const [upToMs, screens] of histogram) {
    const bar = Math.min(bars - 1, Math.max(0, Math.ceil((Math.log(upToMs) - low) / width) - 1));
    counts[bar] = (counts[bar] ?? 0) + screens;
  }
  return counts;
}
