import type { PushCounts } from "../../../core/news/push.ts";
import { count } from "../strip/troubles.ts";

/** What became of the pushes of a revision, in a sentence of what is known. */
export function PushLine({ push }: { push: PushCounts | null }) {
  return push ? <p class="pushes">{pushWords(push)}</p> : null;
}

export function pushWords({ waiting, sent, shown, failed, pruned, expired }: PushCounts): string {
  const others = [
    waiting > 0 && `${waiting} to go`,
    shown > 0 && `${shown} had it on an open page`,
    failed > 0 && `${failed} failed`,
    pruned > 0 && `${pruned} are gone`,
    expired > 0 && `${expired} too late`,
  ].filter(Boolean);
  return [`Pushed to ${count(sent, "device", "devices")}`, ...others].join("; ");
}
