import { clockTimeWithSeconds } from "../../../core/page/clock-words.ts";
import type { Kept } from "../draft/keep-draft.ts";

/** Where the text is: the one line that an editor looks at before closing the laptop. */
export function KeptLine({ kept, timeZone }: { kept: Kept; timeZone: string }) {
  return (
    <p class="kept" role="status" data-where={kept.where}>
      {wordsOf(kept, timeZone)}
    </p>
  );
}

function wordsOf(kept: Kept, timeZone: string): string {
  if (kept.where === "nothing") return "";
  if (kept.where === "nowhere") return "Kept nowhere: this device is full. Copy the text before you close this page.";
  if (kept.where === "server") return `Kept on the server, ${clockTimeWithSeconds(kept.at, timeZone)}`;
  return {
    typing: "Kept on this device, on its way to the server…",
    away: "Kept on this device. The server does not answer; trying again.",
    signedOut: "Kept on this device. Sign in again, and it goes to the server.",
    conflict: "Kept on this device. Somebody else has saved this draft.",
  }[kept.why];
}
