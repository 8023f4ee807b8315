/** At most this often: who listens to a page must be able to listen to something else. */
const GAP_MS = 15_000;

/** Says things to those who hear the page, politely: the newest words win, and none comes soon after another. */
export function createSpeaker(element: HTMLElement | null): (words: string) => void {
  let waiting: string | null = null;
  let isResting = false;

  function speak(): void {
    if (!element || waiting === null) return;
    element.textContent = waiting;
    waiting = null;
    isResting = true;
    setTimeout(() => {
      isResting = false;
      speak();
    }, GAP_MS);
  }

  return (words) => {
    waiting = words;
    if (!isResting) speak();
  };
}
