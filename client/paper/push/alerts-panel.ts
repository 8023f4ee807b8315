import { html } from "../../../core/page/markup.ts";
import { elementOf } from "../page/fragment.ts";
import { type Alerts, keepAlerts, mayHaveAlerts, readAlerts, turnOff, turnOn } from "./subscription.ts";

/** Nothing is chosen for the reader beyond a quiet night. */
const FIRST: Alerts = { urgency: "breaking", scope: "all", quietFrom: "22:30", quietUntil: "06:30", aDay: 0 };

/** The part of "Your paper" that is about alerts while no page is open. The browser is asked after a click, never before. */
export function alertsIn(panel: HTMLElement): void {
  const fields = elementOf(html`<fieldset class="alerts"><legend>Alerts on this device</legend>
<p class="hint">Breaking news while no page of ours is open. Your browser asks whether we may; nothing is sent before.</p>
<label>Tell me of <select name="urgency"><option value="breaking">flashes and breaking news</option><option value="flash">flashes only</option></select></label>
<label>in <select name="scope"><option value="all">all sections</option><option value="followed">the sections that I follow</option></select></label>
<div><label>but not from <input type="time" name="quietFrom"></label><label>until <input type="time" name="quietUntil"></label></div>
<label>and at most <input type="number" name="aDay" min="1" max="100" inputmode="numeric"> a day</label>
<p><button type="button" data-alerts></button></p><output></output></fieldset>`) as HTMLFieldSetElement;
  const button = fields.querySelector<HTMLButtonElement>("[data-alerts]");
  const said = fields.querySelector("output");
  let isOn = false;

  const say = (words: string) => {
    if (said) said.textContent = words;
  };
  const draw = () => {
    const kept = readAlerts();
    isOn = kept !== null;
    for (const [name, value] of Object.entries(kept ?? FIRST)) {
      const field = fields.querySelector<HTMLInputElement>(`[name="${name}"]`);
      if (field) field.value = value === 0 ? "" : String(value);
    }
    if (button) button.textContent = kept ? "Turn alerts off" : "Turn alerts on…";
  };
  /** What cannot be done now is said, and changes nothing. */
  const attempt = async (act: () => Promise<string>) => {
    fields.disabled = true;
    say(await act().catch(() => "That did not work. Please try again in a while."));
    fields.disabled = false;
    draw();
  };
  button?.addEventListener("click", () =>
    attempt(async () => {
      if (readAlerts()) return turnOff().then(() => "Alerts are off.");
      const outcome = await turnOn(chosen(fields));
      return outcome === "on" ? "Alerts are on." : "Your browser does not let us. Its settings for this page can.";
    }),
  );
  fields.addEventListener("change", (event) => {
    event.stopPropagation(); // the panel's other choices have not changed
    if (readAlerts()) void attempt(() => keepAlerts(chosen(fields)).then(() => "Kept."));
  });
  addEventListener("choices", () => isOn === (readAlerts() !== null) || draw()); // forgotten, or changed in another tab
  if (mayHaveAlerts()) panel.querySelector("form > .hint")?.before(fields);
  draw();
}

function chosen(fields: HTMLFieldSetElement): Alerts {
  const value = (name: string) => fields.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? "";
  return {
    urgency: value("urgency") === "flash" ? "flash" : "breaking",
    scope: value("scope") === "followed" ? "followed" : "all",
    ...{ quietFrom: value("quietFrom"), quietUntil: value("quietUntil") },
    aDay: Math.min(100, Math.max(0, Math.trunc(Number(value("aDay"))) || 0)),
  };
}
