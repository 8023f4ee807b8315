/**
 * Changes the page without moving what is being read: whatever the change does above the window is made good by the
 * same amount of scrolling. The measure is the first visible part in the changed element's own column, since the other
 * column does not move by itself. The browser's own scroll anchoring is off (base.css): two who correct overshoot.
 */
export function keepStill(changed: Element, change: () => void): void {
  const column = changed.closest(".top, .latest");
  const anchor = scrollY > 0 ? (firstVisibleIn(column) ?? firstVisibleIn(document.body)) : null;
  const before = anchor?.getBoundingClientRect().top ?? 0;
  change();
  if (!anchor?.isConnected) return;
  const movedBy = anchor.getBoundingClientRect().top - before;
  if (Math.abs(movedBy) >= 0.5) scrollBy({ top: movedBy, behavior: "instant" });
}

function firstVisibleIn(column: Element | null): Element | null {
  for (const part of column?.querySelectorAll("main :is(p, h1, h2, h3, li)") ?? []) {
    const { top, height } = part.getBoundingClientRect();
    if (top >= 0 && height > 0) return top < innerHeight ? part : null;
  }
  return null;
}

/** At the top of the page, with nothing selected and the focus elsewhere: then `part` may be replaced as a whole. */
export function isUnread(part: Element): boolean {
  return scrollY < 40 && !isHeld(part);
}

/** Text is selected in it, or the focus is. */
export function isHeld(part: Element): boolean {
  const selection = getSelection();
  const hasSelection = selection !== null && !selection.isCollapsed && selection.containsNode(part, true);
  return hasSelection || part.contains(document.activeElement);
}
