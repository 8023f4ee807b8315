import { type ReadonlySignal, signal } from "@preact/signals";
import type { DraftLine } from "../../../core/news/draft.ts";
import type { DeskStory } from "../../../core/pipes/desk-stories.ts";
import type { Api } from "../api/call.ts";

export interface StoriesWatch {
  /** Null: not known yet. */
  stories: ReadonlySignal<DeskStory[] | null>;
  drafts: ReadonlySignal<DraftLine[] | null>;
  /** Something has changed here: looks at once. */
  look(): Promise<void>;
  stop(): void;
}

const LOOK_EVERY_MS = 5_000;

/** The newsroom's stories and drafts, looked at every five seconds as long as somebody looks. */
export function watchStories({ api }: { api: Api }): StoriesWatch {
  const stories = signal<DeskStory[] | null>(null);
  const drafts = signal<DraftLine[] | null>(null);

  async function look(): Promise<void> {
    const [found, kept] = await Promise.all([
      api.ask<{ stories: DeskStory[] }>("GET", "/v1/desk/stories"),
      api.ask<{ drafts: DraftLine[] }>("GET", "/v1/desk/drafts"),
    ]);
    if (found.kind === "done") stories.value = found.value.stories;
    if (kept.kind === "done") drafts.value = kept.value.drafts;
  }
  const timer = setInterval(() => document.hidden || void look(), LOOK_EVERY_MS);
  void look();
  return { stories, drafts, look, stop: () => clearInterval(timer) };
}
