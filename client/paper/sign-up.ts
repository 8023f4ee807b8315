import { choose, readChoices } from "./device/choices.ts";
import { deviceId } from "./device/device-id.ts";

/*
 * Signing up without leaving the page. Every form here works without this script; where it runs, the answer is said where
 * the hint stood, in a place that is there already, so nothing moves.
 */
const SAID: Record<number, string> = {
  202: "Look into your mail: there is a link to confirm.",
  422: "That is no address that mail can be sent to.",
  429: "Too many sign-ups from your network. Try again in a minute.",
};

/** Asks by the call, and says the answer in the form. */
export async function signUp(form: HTMLFormElement): Promise<void> {
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
