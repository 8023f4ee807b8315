/** Counts in the tab's title what came while nobody looked; looking clears it. */
export function createUnseenCount(): { add(): void } {
  const title = document.title;
  let count = 0;

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    count = 0;
    document.title = title;
  });

  return {
    add() {
      if (!document.hidden) return;
      count++;
      document.title = `(${count}) ${title}`;
    },
  };
}
