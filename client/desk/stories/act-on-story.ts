import { type ReadonlySignal, signal } from "@preact/signals";
import type { DeskStory, DeskStoryDetail } from "../../../core/pipes/desk-stories.ts";
import type { Api, Refusal } from "../api/call.ts";
import type { Composer } from "../compose/composer.ts";
import { fieldsOf } from "../draft/blank.ts";
import type { OpenDraft } from "../draft/open-draft.ts";
import type { Receipts } from "../receipt/follow-receipts.ts";
import type { Act, Outbox } from "../send/outbox.ts";

/** What an editor can do to a story that is not a text: each is an act under its own key. */
export type Deed =
  | { what: "label"; verification: "confirmed" | "unconfirmed" }
  | { what: "lead" }
  | { what: "retraction"; note: string };

export interface StoryActs {
  /** The story that is looked at, with its history; null: none. */
  shown: ReadonlySignal<DeskStoryDetail | null>;
  /** Why the last thing was not done. */
  problem: ReadonlySignal<string | null>;
  isBusy: ReadonlySignal<boolean>;
  show(id: string): Promise<void>;
  hide(): void;
  /** Opens its present text in the composer. */
  change(story: DeskStoryDetail, kind: "update" | "correction"): void;
  do(story: DeskStory, deed: Deed): Promise<boolean>;
  /** Takes a held or scheduled story back into the composer. */
  callBack(id: string): Promise<boolean>;
}

export interface StoryActsParts {
  api: Api;
  outbox: Outbox;
  composer: Composer;
  receipts: Receipts;
  now: () => number;
  openScreens: () => number | null;
  onChange: () => void;
  /** What was sent from this page. */
  remembered: (story: string) => OpenDraft | undefined;
}

export function createStoryActs(parts: StoryActsParts): StoryActs {
  const { api, outbox, composer, receipts, now } = parts;
  const shown = signal<DeskStoryDetail | null>(null);
  const problem = signal<string | null>(null);
  const isBusy = signal(false);

  async function read(id: string): Promise<DeskStoryDetail | null> {
    const answer = await api.ask<DeskStoryDetail>("GET", `/v1/desk/stories/${id}`);
    if (answer.kind === "done") return answer.value;
    problem.value = answer.kind === "refused" ? answer.refusal.detail : "The server does not answer.";
    return null;
  }

  async function doOnce(story: DeskStory, deed: Deed): Promise<boolean> {
    const answer = await outbox.send(actOn(story, deed));
    if (answer.kind === "refused") {
      problem.value = sayRefusal(answer.refusal);
      return false;
    }
    const { headline, urgency } = story;
    const { id, rev } = answer.value;
    const openScreens = parts.openScreens();
    receipts.follow({ story: id, rev, headline, urgency, what: deed.what, sentAtMs: now(), openScreens });
    return true;
  }

  async function callBack(id: string): Promise<boolean> {
    const answer = await api.ask("DELETE", `/v1/stories/${id}/schedule`);
    if (answer.kind === "refused" && answer.refusal.name === "released") {
      problem.value = "It has left already. Update it, correct it, or take it back.";
      return false;
    }
    if (answer.kind !== "done") {
      problem.value = "The server does not answer: it is not known whether the story was stopped. Try again.";
      return false;
    }
    const story = await read(id);
    if (!story) return false;
    const before = parts.remembered(id);
    const fields = before?.fields ?? fieldsOf(story, "new");
    const draft = before?.id ?? crypto.randomUUID();
    composer.open({ id: draft, version: 0, state: "writing", fields, story: id, baseRev: story.rev }, false);
    return true;
  }

  const busy = async <T>(work: () => Promise<T>): Promise<T> => {
    isBusy.value = true;
    problem.value = null;
    try {
      return await work();
    } finally {
      isBusy.value = false;
      parts.onChange();
    }
  };
  return {
    ...{ shown, problem, isBusy },
    show: (id) =>
      busy(async () => {
        shown.value = await read(id);
      }),
    hide: () => {
      shown.value = null;
      problem.value = null;
    },
    change(story, kind) {
      const fields = fieldsOf(story, kind);
      const { id, rev } = story;
      composer.open({ id: crypto.randomUUID(), version: 0, state: "writing", fields, story: id, baseRev: rev }, true);
      shown.value = null;
    },
    do: (story, deed) =>
      busy(async () => {
        const isDone =
          !outbox.sending.value.some(({ act }) => act.path.includes(story.id)) && (await doOnce(story, deed));
        const present = await read(story.id);
        if (present && shown.value?.id === story.id) shown.value = present; // it may have been closed meanwhile
        return isDone;
      }),
    callBack: (id) => busy(() => callBack(id)),
  };
}

function actOn({ id, rev, headline, urgency }: DeskStory, deed: Deed): Act {
  const common = { key: crypto.randomUUID(), method: "POST" as const, headline, urgency, what: deed.what };
  const next = rev + 1;
  if (deed.what === "retraction") {
    return { ...common, path: `/v1/stories/${id}/retraction`, body: JSON.stringify({ rev: next, note: deed.note }) };
  }
  const change =
    deed.what === "lead"
      ? { rev: next, kind: "update", lead: true }
      : { rev: next, kind: "label", verification: deed.verification };
  return { ...common, path: `/v1/stories/${id}/revisions`, body: JSON.stringify(change) };
}

function sayRefusal({ name, detail }: Refusal): string {
  if (name === "stale") return "Somebody else has changed the story meanwhile. Look at it again, then decide.";
  return detail;
}
