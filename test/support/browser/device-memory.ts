import type { Page } from "playwright-core";
import type { Taken } from "../people/editor.ts";

/** The device has noted that its reader was here, behind this act: whatever was to be told of it has been told. */
export async function hasNoted(page: Page, act: Taken): Promise<void> {
  await page.waitForFunction((seq) => JSON.parse(localStorage.getItem("place") ?? "{}").seq >= seq, act.seq ?? 0);
}

/** The device has noted that it showed this revision of a story. */
export async function hasShown(page: Page, { id, rev }: Taken): Promise<void> {
  await page.waitForFunction(
    ([story, revision]) => {
      const { stories = {} } = JSON.parse(localStorage.getItem("shown") ?? "{}");
      return stories[story]?.[0] >= revision;
    },
    [id, rev] as const,
  );
}

/** Makes the device's last look lie so long ago. The page must be another one than the paper's, or it notes a new one. */
export async function letTimePass(page: Page, ms: number): Promise<void> {
  await page.evaluate((passedMs) => {
    const place = JSON.parse(localStorage.getItem("place") ?? "{}");
    localStorage.setItem("place", JSON.stringify({ ...place, atMs: place.atMs - passedMs }));
  }, ms);
}

/** Leaves the paper, but not its origin: a page without a script, where the device's memory can be looked at. */
export async function leave(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/offline`);
}
