import { choose, readChoices } from "./device/choices.ts";
import { deviceId, deviceIdIfAny, deviceIsKnown } from "./device/device-id.ts";

/*
 * Signing up without leaving the page. Every form here works without this script; where it runs, the answer is said where
 * the hint stood, in a place that is there already, so nothing moves. It also lets a confirmed address and this device
 * belong together, if the same browser asked and confirmed.
 */
const SAID: Record<number, string> = {
  202: "Look into your mail: there is a link to confirm.",
  422: "That is no address that mail can be sent to.",
  429: "Too many sign-ups from your network. Try again in a minute.",
};

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-up]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void signUp(form);
  });
}
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-confirm]")) {
  const id = deviceIdIfAny();
  if (id !== undefined) addField(form, id);
}
if (document.querySelector("[data-bound]")) deviceIsKnown();

async function signUp(form: HTMLFormElement): Promise<void> {
  const hint = form.querySelector<HTMLElement>("[role=status]");
  const button = form.querySelector("button");
  const field = form.querySelector<HTMLInputElement>("input[type=email]");
  if (!hint || !button || !field) return form.submit();
  button.disabled = true;
  const response = await fetch(`/v1/newsletters/${form.dataset.signUp}/subscriptions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: field.value, device: deviceId() }),
  }).catch(() => null);
  button.disabled = false;
  const said = SAID[response?.status ?? 0];
  if (said === undefined) return form.submit(); // the page behind the form says what is the matter
  hint.textContent = said;
  hint.classList.toggle("said", response?.ok === true);
  if (!response?.ok) return field.focus();
  form.reset();
  follow(form.dataset.signUp ?? "");
}

/** Who asks for a newsletter here is told on this device, too, when an issue of it is out. */
function follow(newsletter: string): void {
  const { letters, ...others } = readChoices();
  if (!letters.includes(newsletter)) choose({ ...others, letters: [...letters, newsletter] });
}

function addField(form: HTMLFormElement, device: string): void {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "device";
  field.value = device;
  form.append(field);
}
