import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

test("R5: readers that come, go and return at random during a busy hour end with all of it", {
  timeout: 120_000,
}, async (t) => {
  const london = await startLondon(t, { servers: 2, workers: 2 });
  const { hello, close } = await openReader(t, london.url);
  close();
  let isOver = false;
  const restless = Array.from({ length: 40 }, async (_, i) => {
    const got: number[] = [];
    let cursor = `${hello.epoch}:0`;
    for (let stay = 1; !isOver || got.length === 0; stay = (stay * 7 + i) % 23) {
      const reader = await openReader(t, london.urls[(stay + i) % 2] ?? london.url, {
        cursor,
        transports: stay % 5 === 0 ? ["polling"] : ["websocket"],
      });
      await reader.hasReached(Math.min(reader.hello.top, (got.at(-1) ?? 0) + stay));
      reader.close();
      expect(reader.breaches).toEqual([]);
      got.push(...reader.events.map(({ seq }) => seq));
      cursor = reader.cursor();
    }
    return { got, cursor };
  });
  let top = 0;
  for (let i = 0; i < 300; i++) top = (await london.editor.posts(aStory())).seq ?? 0;
  isOver = true;
  for (const { got, cursor } of await Promise.all(restless)) {
    const last = await openReader(t, london.url, { cursor });
    await last.hasReached(top);
    got.push(...last.events.map(({ seq }) => seq));
    last.close();
    expect(got).toEqual(Array.from({ length: top }, (_, i) => i + 1));
  }
});
