import type { PublishedEntry } from "../../../core/news/front-page.ts";
import { breakingBanner } from "../../../core/page/breaking-banner.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import { elementOf } from "./fragment.ts";
import { keepStill } from "./keep-still.ts";
import { isQuiet } from "./wanted.ts";

/*
 * One banner at a time: the newest alert that has not expired, unless this reader sent it away or is on its own page.
 * It never moves the page: one that comes later lies over it, and one that goes leaves its place empty until then.
 */

const STORED_AS = "dismissed";
const REMEMBERED = 30;

export interface Banner {
  /** Shows what breaks now; null: nothing does. True: a banner came, or changed. */
  show(breaking: PublishedEntry | null): boolean;
}

export function createBanner(place: HTMLElement, ownStoryId: string | null, paper: () => Paper): Banner {
  let last: PublishedEntry | null = null;

  function show(breaking: PublishedEntry | null): boolean {
    last = breaking;
    const present = place.querySelector<HTMLElement>(".breaking");
    const id = breaking?.story.id;
    if (!breaking || !id || id === ownStoryId || isQuiet() || dismissed().includes(id)) {
      if (present) takeAway(present);
      return false;
    }
    if (present?.dataset.story === id && !place.classList.contains("is-over")) return false;
    const banner = elementOf(breakingBanner(breaking, paper()));
    if (present) present.replaceWith(banner);
    else place.append(banner);
    if (!present) place.classList.add("is-late");
    place.classList.remove("is-over");
    measure();
    return true;
  }

  function takeAway(present: Element): void {
    const isOverThePage = place.classList.contains("is-late");
    place.classList.toggle("is-over", !isOverThePage);
    if (isOverThePage) present.remove();
    measure();
  }

  /** How much of the window's top it covers. */
  function measure(): void {
    const isShown = place.children.length > 0 && !place.classList.contains("is-over");
    document.documentElement.style.setProperty("--banner", isShown ? `${place.offsetHeight}px` : "0px");
  }

  place.addEventListener("click", (event) => {
    const banner =
      event.target instanceof Element && event.target.closest("[data-dismiss]")?.closest<HTMLElement>(".breaking");
    if (!banner) return;
    remember(banner.dataset.story ?? "");
    keepStill(place, () => banner.remove()); // it goes at once: the reader asked for it
    document.getElementById("main")?.focus({ preventScroll: true });
    measure();
  });
  const { classList } = document.documentElement;
  if (classList.contains("is-dismissed")) place.replaceChildren(); // it was never shown: the next one has room
  classList.remove("is-dismissed");
  addEventListener("choices", () => show(last)); // quiet mode came or went
  addEventListener("storage", ({ key }) => key === STORED_AS && show(last)); // dismissed in another tab
  measure();
  return { show };
}

function dismissed(): string[] {
  try {
    return (localStorage.getItem(STORED_AS) ?? "").split(" ");
  } catch {
    return []; // no storage here: then nothing is remembered
  }
}

function remember(id: string): void {
  try {
    localStorage.setItem(STORED_AS, [id, ...dismissed()].slice(0, REMEMBERED).join(" "));
  } catch {
    // no storage here: the banner is gone from this page, and back on the next
  }
}
