import { randomUUIDv7 } from "node:crypto";
import { digestOf, digestSubject } from "../../core/news/digest.ts";
import type { WireHead } from "../../core/news/wire-event.ts";
import type { Store } from "../../core/store/connect.ts";
import { dueIssues, startIssue } from "../../core/store/mailing/issues/issues.ts";
import { digestStories, dueSlots, fillSlot, openAlerts } from "../../core/store/mailing/issues/recurring.ts";
import { readNewsletter } from "../../core/store/mailing/newsletters.ts";

export interface DueParts {
  store: Store;
  timeZone: string;
  publicUrl: string;
  /** Slugs, in the paper's order. */
  sections: readonly string[];
  seen: () => WireHead | null;
  /** How long the mails of an alert wait for screens and push to tell of it first. */
  alertWaitMs: number;
}

/** Of a digest: the days that it looks back at most. */
const DAYS = { daily: 1, weekly: 7 } as const;

/**
 * Fills the slots of recurring newsletters, opens an issue for each alert, and starts every issue whose time has come.
 * Any number of workers may do it at once: a slot, an alert and a start are each taken by one of them. Returns how many
 * were started.
 */
export async function makeDueIssues(parts: DueParts): Promise<number> {
  const { store, timeZone, publicUrl, seen, alertWaitMs } = parts;
  for (const due of await dueSlots(store, timeZone)) await fill(parts, due);
  await openAlerts(store);
  let started = 0;
  for (const { id, isAlert } of await dueIssues(store)) {
    const { word } = await startIssue(store, {
      ...{ issue: id, origin: publicUrl, seen: seen() },
      waitMs: isAlert ? alertWaitMs : 0,
    });
    if (word === "started") started += 1;
  }
  return started;
}

async function fill({ store, sections }: DueParts, due: { newsletter: string; slot: Date }): Promise<void> {
  const newsletter = await readNewsletter(store, due.newsletter);
  if (!newsletter) return;
  const stories = await digestStories(store, newsletter, DAYS[newsletter.cadence === "weekly" ? "weekly" : "daily"]);
  const digest = digestOf(stories, { sections, atMost: newsletter.stories_at_most });
  const id = randomUUIDv7();
  if (digest.length === 0) await fillSlot(store, due, { id, remark: "nothing new since the last issue" });
  else {
    const subject = digestSubject(newsletter.name, digest);
    await fillSlot(store, due, { id, subject, storyIds: digest.map((story) => story.id) });
  }
}
