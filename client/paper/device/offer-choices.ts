import { html } from "../../../core/page/markup.ts";
import { elementOf } from "../page/fragment.ts";
import { choose, readChoices } from "./choices.ts";

/** The ways to a reader's choices: "Your paper" in the masthead, and "Follow" beside the name of a section. */
export function offerChoices(): void {
  const yours = document.getElementById("yours") as HTMLButtonElement | null;
  if (yours) {
    yours.disabled = false;
    yours.addEventListener("click", open);
  }
  offerFollow();
}

function open(): void {
  import("./choices-panel.ts").then(({ openChoices }) => openChoices()).catch(() => {}); // no line: the next press tries again
}

/** Who follows a section may want to be told of it when no page is open: a button beside, and nothing is asked. */
function offerAlerts(button: Element): void {
  if (globalThis.Notification?.permission !== "default" || document.querySelector(".offer")) return;
  const offer = elementOf(html`<button type="button" class="follow offer">Alerts…</button>`);
  offer.addEventListener("click", open);
  button.after(offer);
}

function offerFollow(): void {
  const heading = document.querySelector(".headlines-page h1");
  const section = document.getElementById("headlines")?.dataset.only;
  if (!heading || !section) return;
  const button = elementOf(
    html`<button type="button" class="follow">Follow<span class="unseen"> ${heading.textContent}</span></button>`,
  );
  const draw = () => button.setAttribute("aria-pressed", String(readChoices().follow.includes(section)));
  button.addEventListener("click", () => {
    const { follow, ...others } = readChoices();
    const next = follow.includes(section) ? follow.filter((slug) => slug !== section) : [...follow, section];
    choose({ ...others, follow: next });
    if (next.includes(section)) offerAlerts(button);
  });
  addEventListener("choices", draw);
  draw();
  heading.after(button); // beside the heading, in no line of its own: nothing moves
}
