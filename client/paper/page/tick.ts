import { agoWords, longDate, whenWords } from "../../../core/page/clock-words.ts";

/** Brings the page's times up to date: ages of what is young, today's date, and what no longer breaks. */
export function tickTimes(nowMs: number, timeZone: string): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>(".when time")) {
    const words = agoWords(Math.max(0, nowMs - Date.parse(time.dateTime))) ?? whenWords(time.dateTime, nowMs, timeZone);
    if (time.textContent !== words) time.textContent = words;
  }
  const today = document.querySelector("[data-today]");
  const date = longDate(nowMs, timeZone);
  if (today && today.textContent !== date) today.textContent = date;
  for (const story of document.querySelectorAll<HTMLElement>("[data-expires]")) {
    if (Date.parse(story.dataset.expires ?? "") <= nowMs) story.querySelector(".flag")?.remove();
  }
}
