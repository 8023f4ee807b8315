/*
 * Runs in the head, before anything is painted: a banner that this reader dismissed is never shown, instead of being
 * taken away (which would move the whole page). A classic script without imports, so it needs no second request.
 */

try {
  const { classList, dataset } = document.documentElement;
  const dismissed = localStorage.getItem("dismissed")?.split(" ");
  if (dismissed?.includes(dataset.breaking ?? "none")) classList.add("is-dismissed");
} catch {
  // no storage: then the banner is shown
}

export {};
