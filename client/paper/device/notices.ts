import type { Change } from "../../../core/news/while-away.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import { type Paper, pathOf, timeOf } from "../../../core/page/story-parts.ts";
import { elementOf } from "../page/fragment.ts";
import type { Owed } from "./owed.ts";

/*
 * Notices lie over the foot of the page, take no focus and wait until they are closed. One card of each kind: what
 * comes while it is open is added to it.
 */

/** Of corrections: more are counted, not listed. */
const LISTED = 3;

export interface Notices {
  correct(owed: readonly Owed[]): void;
  whileAway(changes: readonly Change[]): void;
  /** A card of another kind; says `closed` when it is. */
  lay(kind: string, title: string, content: Markup): Element;
}

export function createNotices(paper: () => Paper, say: (words: string) => void): Notices {
  const place = elementOf(html`<aside id="notices" aria-label="Notices"></aside>`) as HTMLElement;
  let told: Owed[] = [];
  place.addEventListener("click", ({ target }) => {
    const card = target instanceof Element && target.closest("[data-close]")?.closest(".notice");
    if (!card) return;
    if (card.classList.contains("is-correction")) told = [];
    card.dispatchEvent(new Event("closed"));
    card.remove();
    document.getElementById("main")?.focus({ preventScroll: true });
  });

  function lay(kind: string, title: string, content: Markup): Element {
    if (!place.isConnected) document.querySelector(".masthead")?.before(place); // one Tab from the top of the page
    const card = elementOf(html`<section class="notice ${kind}" aria-label="${title}">
<h2>${title}</h2>${content}<button type="button" data-close><span class="unseen">Close: ${title}</span></button></section>`);
    const present = place.querySelector(`.${kind}`);
    if (present?.contains(document.activeElement)) {
      present.querySelector("ul")?.replaceWith(card.querySelector("ul") ?? "");
      return present;
    }
    if (present) present.replaceWith(card);
    else place.append(card);
    return card;
  }

  return {
    lay,
    correct(owed) {
      told = [...owed, ...told.filter(({ id }) => owed.every((newer) => newer.id !== id))];
      const more = told.length - LISTED;
      lay(
        "is-correction",
        "Put right since you saw it",
        html`<ul>${told.slice(0, LISTED).map((each) => correction(each, paper()))}${more > 0 && html`<li class="hint">and ${more} more</li>`}</ul>`,
      );
      const [first] = owed;
      say(
        `Put right since you saw it: ${first?.headline ?? "a story was taken back"}. ${first?.notes.join(" ") ?? ""}`,
      );
    },
    whileAway(changes) {
      lay("is-away", "While you were away", html`<ul>${changes.map((change) => changed(change, paper()))}</ul>`);
    },
  };
}

function correction({ headline, url, at, notes }: Owed, paper: Paper): Markup {
  const words = headline ?? "A story that you saw was taken back";
  return html`<li><p class="kicker">${headline ? "Corrected" : "Taken back"} <span class="when">${timeOf(at, paper)}</span></p>
<p dir="auto"><a href="${pathOf(url)}">${words}</a></p>${notes.map((note) => html`<p class="why" dir="auto">${note}</p>`)}</li>`;
}

function changed({ event, what }: Change, paper: Paper): Markup {
  const { story, at } = event;
  const isAlert = story.status === "published" && story.urgency !== "routine";
  const words = story.status === "published" ? story.headline : "A story that you saw was taken back";
  const isCorrection = what === "corrected" && story.status === "published" && story.note;
  return html`<li><p class="kicker">${isAlert && html`<b class="flag">Breaking</b> `}${what} <span class="when">${timeOf(at, paper)}</span></p>
<p dir="auto"><a href="${pathOf(story.url)}">${words}</a></p>${isCorrection && html`<p class="why" dir="auto">${story.note}</p>`}</li>`;
}
