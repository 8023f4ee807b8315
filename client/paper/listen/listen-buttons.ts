import type { Player } from "./player.ts";

/** Makes every "Listen" button work, those that come later included. The player itself is fetched by the first listener. */
export function listenButtons(place: HTMLElement | null): void {
  let player: Promise<Player> | undefined;

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-listen]") : null;
    if (!button || !place) return;
    player ??= import("./player.ts").then(({ createPlayer }) => createPlayer(place));
    player.then(({ open }) => open(button), forget);
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-listen]")) button.disabled = false;

  /** The server could not be reached: the next press tries again. */
  function forget(): void {
    player = undefined;
  }
}
