import { html, type Markup } from "../../../core/page/markup.ts";
import { elementOf, fragmentOf } from "../page/fragment.ts";
import { type Choices, choose, readChoices } from "./choices.ts";
import { deviceIdIfAny } from "./device-id.ts";
import { forgetAll } from "./shelf.ts";

const KEPT = "[name=follow], [name=letters], [name=show], [name=quiet]";

/** The panel of a reader's choices: each is kept and seen at once, so there is nothing to save or to lose. */
export function openChoices(): void {
  const present = document.getElementById("choices") as HTMLDialogElement | null;
  if (present) {
    fill(present, readChoices());
    present.showModal();
    return;
  }
  const panel = elementOf(panelOf(sectionsOf())) as HTMLDialogElement;
  panel.addEventListener("change", () => choose(read(panel)));
  panel.addEventListener("click", ({ target }) => {
    if (target === panel) panel.close(); // beside it
    if (target instanceof Element && target.closest("[data-forget]")) forget(panel);
  });
  addEventListener("choices", () => fill(panel, readChoices()));
  void offerLetters(panel);
  document.body.append(panel);
  fill(panel, readChoices());
  panel.showModal();
  import("../push/alerts-panel.ts").then(({ alertsIn }) => alertsIn(panel)).catch(() => {}); // no line: the rest is there
}

function sectionsOf(): { name: string; slug: string }[] {
  const links = document.querySelectorAll<HTMLAnchorElement>('.masthead a[href^="/section/"]');
  return [...links].map((link) => ({ name: link.text, slug: link.pathname.slice("/section/".length) }));
}

function panelOf(sections: { name: string; slug: string }[]): Markup {
  const boxes = sections.map(
    ({ name, slug }) => html`<label><input type="checkbox" name="follow" value="${slug}"> ${name}</label>`,
  );
  return html`<dialog id="choices" aria-labelledby="choices-title"><form method="dialog">
<h2 id="choices-title">Your paper</h2>
<fieldset><legend>Sections to follow</legend><div class="boxes">${boxes}</div></fieldset>
<fieldset><legend>In Latest they stand</legend>
<label><input type="radio" name="show" value="first"> on top of the others</label>
<label><input type="radio" name="show" value="only"> alone</label></fieldset>
<fieldset hidden data-letters><legend>Newsletters to be told of when they are out</legend><div class="boxes"></div></fieldset>
<fieldset><legend>Quiet</legend>
<label><input type="checkbox" name="quiet"> Quiet mode: no banner, no notices, no count in the title</label></fieldset>
<p class="hint">Kept on this device and told to nobody, but for alerts that you turn on. With it go the stories that it has shown you, so that a correction can find you.</p>
<div class="acts"><p class="hint" role="status"></p><button>Done</button><button type="button" data-forget>Forget everything</button></div>
</form></dialog>`;
}

/** The newsletters that there are, once they are known; without them the panel is whole. */
async function offerLetters(panel: HTMLDialogElement): Promise<void> {
  const response = await fetch("/v1/newsletters").catch(() => null);
  if (!response?.ok) return;
  const { newsletters } = (await response.json()) as { newsletters: { slug: string; name: string }[] };
  const fieldset = panel.querySelector<HTMLFieldSetElement>("[data-letters]");
  if (!fieldset || newsletters.length === 0) return;
  const boxes = newsletters.map(
    ({ slug, name }) => html`<label><input type="checkbox" name="letters" value="${slug}"> ${name}</label>`,
  );
  fieldset.querySelector(".boxes")?.replaceWith(fragmentOf(html`<div class="boxes">${boxes}</div>`));
  fieldset.hidden = false;
  fill(panel, readChoices());
}

function fill(panel: HTMLDialogElement, { follow, letters, show, quiet }: Choices): void {
  for (const input of panel.querySelectorAll<HTMLInputElement>(KEPT)) {
    const { name, value } = input;
    if (name === "follow") input.checked = follow.includes(value);
    else if (name === "letters") input.checked = letters.includes(value);
    else input.checked = name === "show" ? value === show : quiet;
  }
}

function read(panel: HTMLDialogElement): Choices {
  const chosen = new FormData(panel.querySelector("form") ?? undefined);
  return {
    follow: chosen.getAll("follow").map(String),
    letters: panel.querySelector("[name=letters]") ? chosen.getAll("letters").map(String) : readChoices().letters,
    show: chosen.get("show") === "only" ? "only" : "first",
    quiet: chosen.has("quiet"),
  };
}

function forget(panel: HTMLDialogElement): void {
  const id = deviceIdIfAny();
  forgetAll();
  if (id) void import("../push/subscription.ts").then(({ forgetDevice }) => forgetDevice(id)).catch(() => {});
  dispatchEvent(new Event("choices"));
  const said = panel.querySelector("[role=status]");
  if (said) said.textContent = "This device has forgotten all of it.";
}
