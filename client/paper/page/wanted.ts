import type { Entry } from "../../../core/news/front-page.ts";

/** What the reader's choices mean for a page that is open: read from the attributes that before-paint.ts keeps up to date. */

/** Nothing may ask for attention. */
export function isQuiet(): boolean {
  return document.documentElement.classList.contains("is-quiet");
}

/** Whether a reader who follows some sections alone would see this story in Latest. */
export function isWanted({ story }: Pick<Entry, "story">): boolean {
  const { show, followed = "" } = document.documentElement.dataset;
  const isFiltered = show === "only" && document.querySelector("#headlines:not([data-only])");
  return !isFiltered || story.status !== "published" || followed.split(" ").includes(story.section);
}
