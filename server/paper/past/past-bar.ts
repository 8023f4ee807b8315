import { html, type Markup } from "../../../core/page/markup.ts";
import type { Past } from "../../../core/store/stories/past.ts";
import { dayAndMinute, minuteText, type WrittenMoment, writeMoment } from "./moment.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The slider's step. */
const STEP_MINUTES = 5;

export interface BarContent {
  moment: WrittenMoment;
  /** The moment in words. */
  when: string;
  past: Pick<Past, "firstAt" | "previousAt" | "nextAt">;
  nowMs: number;
}

/** Says that this is the past, and leads through it: a day, a slider over its hours, and links that need neither. */
export function pastBar({ moment, when, past, nowMs }: BarContent, timeZone: string): Markup {
  const { day, minute } = dayAndMinute(moment.ms, timeZone);
  const firstDay = dayAndMinute(Math.min(past.firstAt?.getTime() ?? nowMs, moment.ms), timeZone).day;
  const today = dayAndMinute(nowMs, timeZone).day;
  const stepped = Math.floor(minute / STEP_MINUTES) * STEP_MINUTES;
  return html`<section class="past-bar" aria-labelledby="past">
<h1 id="past">The front page as it was</h1>
<p class="at"><time datetime="${new Date(moment.ms).toISOString()}">${when}</time> <a href="/">To the present</a></p>
<form action="/at" method="get">
<label>Day <input type="date" name="day" value="${day}" min="${firstDay}" max="${today}" required></label>
<div class="slider"><label for="minute">Time of day</label> <output for="minute">${minuteText(minute)}</output>
<input id="minute" type="range" name="minute" min="0" max="1439" step="${STEP_MINUTES}" value="${stepped}" aria-valuetext="${minuteText(stepped)}">
<span class="hours" aria-hidden="true">${[0, 6, 12, 18, 24].map((hour) => html`<i>${hour}</i>`)}</span></div>
<button>Show</button></form>
<nav aria-label="Steps through the past"><ul>${stepsOf(moment, past, nowMs).map(
    ({ ms, words }) => html`<li><a href="/at/${writeMoment(ms, timeZone).text}">${words}</a></li>`,
  )}</ul></nav>
</section>`;
}

/** No step leads before the paper's beginning or past the present. */
function stepsOf(
  { ms }: WrittenMoment,
  { firstAt, previousAt, nextAt }: BarContent["past"],
  nowMs: number,
): { ms: number; words: string }[] {
  const steps = [
    { ms: ms - 24 * HOUR_MS, words: "A day earlier" },
    { ms: ms - HOUR_MS, words: "An hour earlier" },
    { ms: previousAt?.getTime() ?? Number.NaN, words: "The change before" },
    { ms: nextAt?.getTime() ?? Number.NaN, words: "The next change" },
    { ms: ms + HOUR_MS, words: "An hour later" },
    { ms: ms + 24 * HOUR_MS, words: "A day later" },
  ];
  const beginsMs = firstAt?.getTime() ?? nowMs;
  return steps.filter((step) => step.ms >= beginsMs && step.ms <= nowMs);
}
