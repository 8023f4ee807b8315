/** A revision of a story, as it stands on the page. */
export interface Standing {
  id: string;
  rev: number;
}

/** Of a story taller than this, so much must be seen, in CSS pixels; of a lower one half. */
const ENOUGH_PX = 80;

/** The stories that a reader can see at this moment: in the window, of a page that is shown. */
export function storiesInSight(): Standing[] {
  if (document.hidden) return [];
  return [...document.querySelectorAll<HTMLElement>("article[data-rev]:not(.is-outdated)")].flatMap((story) => {
    const { top, bottom, height } = story.getBoundingClientRect();
    const inSightPx = Math.min(bottom, innerHeight) - Math.max(top, 0);
    const isInSight = height > 0 && inSightPx >= Math.min(ENOUGH_PX, height / 2);
    return isInSight ? [{ id: story.dataset.story ?? "", rev: Number(story.dataset.rev) }] : [];
  });
}
