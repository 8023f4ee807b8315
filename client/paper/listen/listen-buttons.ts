import type { ListeningNeeds } from "./start-listening.ts";

const BUTTONS = "[data-listen], [data-listen-live]";

/** Makes every "Listen" button work, those that come later included. The player itself is fetched by the first listener. */
export function listenButtons(needs: Omit<ListeningNeeds, "place">): void {
  const place = document.getElementById("player");
  let listening: Promise<{ press(button: HTMLElement): void }> | undefined;

  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>(BUTTONS) : null;
    if (!button || !place) return;
    listening ??= import("./start-listening.ts").then(({ startListening }) => startListening({ ...needs, place }));
    listening.then(({ press }) => press(button), forget);
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>(BUTTONS)) button.disabled = false;

  /** The server could not be reached: the next press tries again. */
  function forget(): void {
    listening = undefined;
  }
}
