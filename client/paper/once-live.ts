import { type DeviceNeeds, startDevice } from "./device/start-device.ts";
import { listenButtons } from "./listen/listen-buttons.ts";

/** What a page does besides being read and staying live: loaded when that stands. */
export function onceLive(needs: DeviceNeeds): void {
  listenButtons(needs);
  startDevice(needs);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.signUp === undefined) return;
    event.preventDefault();
    import("./sign-up.ts").then(
      ({ signUp }) => signUp(form),
      () => form.submit(),
    );
  });
}
