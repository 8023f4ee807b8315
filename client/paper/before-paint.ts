/*
 * Runs in the head, before anything is painted, so that nothing has to be taken away or moved afterwards: a banner that
 * this reader dismissed, what quiet mode mutes, the sections that are followed, and a page out of the browser's memory
 * that is older than what this device has shown since. A classic script without imports: no second request.
 *
 * What was chosen becomes attributes of <html>, which everything else reads, and a style sheet made here, because no
 * sheet of the server's can name what one reader follows.
 */

import type { Choices } from "./device/choices.ts";
import type { ShownStories } from "./device/shown-stories.ts";

const root = document.documentElement;
const { classList, dataset } = root;
const sheet = new CSSStyleSheet();

/** Whoever changes them says "choices". */
function applyChoices(): void {
  const { follow = [], show = "first", quiet = false } = stored<Choices>("choices");
  const sections = [follow].flat().filter((slug) => /^[a-z0-9-]+$/.test(slug));
  dataset.followed = sections.join(" ");
  dataset.show = sections.length > 0 ? show : "all";
  classList.toggle("is-quiet", quiet === true);
  const list = "#headlines:not([data-only])";
  const card = `:is(${sections.map((slug) => `[data-section="${slug}"]`)})`;
  const first = `${list}{display:flex;flex-direction:column;reading-flow:flex-visual}${list}>:has(>${card}){order:-1}`;
  const only = `${list}>:has(>[data-section]):not(:has(>${card})){display:none}${list}:not(:has(${card}))::after{display:block}`;
  sheet.replaceSync(dataset.show === "all" ? "" : dataset.show === "only" ? only : first);
}

function stored<T>(key: string): Partial<T> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") ?? {};
  } catch {
    return {}; // no storage here, or nothing of ours in it
  }
}

/** Hides what this device has shown a later revision of, until the page has heard of it too. */
function compare(): void {
  classList.remove("is-put-away");
  const { epoch, stories = {} } = stored<ShownStories>("shown");
  if (!dataset.cursor?.startsWith(`${epoch}:`)) return;
  for (const story of document.querySelectorAll<HTMLElement>("article[data-rev]")) {
    const shown = stories[story.dataset.story ?? ""]?.[0] ?? 0;
    if (shown > Number(story.dataset.rev)) story.classList.add("is-outdated");
  }
}

document.adoptedStyleSheets.push(sheet);
applyChoices();
try {
  const dismissed = localStorage.getItem("dismissed")?.split(" ");
  if (dismissed?.includes(dataset.breaking ?? "none")) classList.add("is-dismissed");
} catch {
  // no storage: then the banner is shown
}
addEventListener("choices", applyChoices);
addEventListener("storage", ({ key }) => key === "choices" && dispatchEvent(new Event("choices"))); // chosen in another tab
const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
if (navigation?.type === "back_forward") classList.add("is-put-away"); // it may come out of a cache, however old
document.addEventListener("DOMContentLoaded", compare);
addEventListener("pagehide", () => classList.add("is-put-away"));
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  dispatchEvent(new Event("choices"));
  compare();
});
