import { longDate } from "../../../core/page/clock-words.ts";
import { comesTwice, momentOf, wallClockOf } from "../draft/local-time.ts";
import type { Composer } from "./composer.ts";

export interface WhenFieldProps {
  composer: Composer;
  timeZone: string;
  nowMs: number;
}

/** Now, or at a time of the paper's own clock, wherever the editor sits. */
export function WhenField({ composer, timeZone, nowMs }: WhenFieldProps) {
  const { releaseAt } = composer.fields.value;
  const moment = momentOf(releaseAt, timeZone);
  return (
    <details class="field when" open={releaseAt !== ""}>
      <summary>{releaseAt === "" ? "Goes out now; or at a set time" : "Goes out at a set time"}</summary>
      <label for="release-at">Time in {timeZone.replace("_", " ")}</label>
      <div class="row-of-two">
        <input
          id="release-at"
          type="datetime-local"
          value={releaseAt}
          min={wallClockOf(nowMs, timeZone)}
          onInput={({ currentTarget }) => composer.set({ releaseAt: currentTarget.value.slice(0, 16) })}
        />
        <button type="button" onClick={() => composer.set({ releaseAt: "" })}>
          Now
        </button>
      </div>
      <p class="hint" role="status">
        {releaseAt !== "" && wordsOf(moment, nowMs, releaseAt, timeZone)}
      </p>
    </details>
  );
}

function wordsOf(moment: Date | null, nowMs: number, wallClock: string, timeZone: string): string {
  if (!moment) return "This time does not exist: the clocks go forward.";
  if (moment.getTime() <= nowMs) return "This time is past: it goes out at once.";
  const date = longDate(moment.getTime(), timeZone);
  const twice = comesTwice(wallClock, timeZone) ? " The clocks go back: the first of the two is meant." : "";
  return `${date}, in ${inWords(moment.getTime() - nowMs)} (${moment.toISOString().slice(11, 16)} UTC).${twice}`;
}

function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
