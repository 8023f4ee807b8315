import { deviceIdIfAny, deviceIsKnown } from "./device/device-id.ts";
import { signUp } from "./sign-up.ts";

/*
 * The script of the newsletters' own pages, which are not live. It lets a confirmed address and this device belong
 * together, if the same browser asked and confirmed.
 */
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

function addField(form: HTMLFormElement, device: string): void {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "device";
  field.value = device;
  form.append(field);
}
