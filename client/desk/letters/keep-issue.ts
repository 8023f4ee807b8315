import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { DeskIssueDetail } from "../../../core/pipes/desk-mailing.ts";
import type { Api } from "../api/call.ts";
import { type IssueText, isBlankIssue } from "./issue-text.ts";

export type KeptIssue = "nothing yet" | "saving" | "saved" | "only here";

const PAUSE_MS = 600;
const AGAIN_MS = 2_000;

export interface KeepIssueParts {
  api: Api;
  text: Signal<IssueText | null>;
  onTold: (words: string) => void;
}

/** Keeps the issue that is composed on the server, a moment after the last keystroke, one save after the other. */
export function keepIssue({ api, text, onTold }: KeepIssueParts) {
  const kept = signal<KeptIssue>("nothing yet");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving = Promise.resolve();
  let isDirty = false;

  async function save(): Promise<void> {
    const now = text.value;
    if (!now || !isDirty || isBlankIssue(now)) return;
    isDirty = false;
    kept.value = "saving";
    const { id, version, newsletter, subject, intro, stories } = now;
    const body = JSON.stringify({
      ...{ version: version + 1, newsletter, subject, intro },
      storyIds: stories.map((story) => story.id),
    });
    const answer = await api.ask<DeskIssueDetail>("PUT", `/v1/desk/issues/${id}`, { body });
    if (text.value?.id !== id) return;
    if (answer.kind === "done") {
      text.value = { ...text.value, version: answer.value.version };
      kept.value = isDirty ? "saving" : "saved";
      return;
    }
    kept.value = "only here";
    if (answer.kind === "refused" && answer.refusal.name === "issue-changed") {
      // Somebody else saved in between: yours goes after it, and both are told.
      onTold("Somebody else saved this issue meanwhile. What you see is yours; it is kept after theirs.");
      text.value = { ...text.value, version: Number(answer.refusal.members.current ?? version) };
    } else if (answer.kind === "refused") {
      return onTold(answer.refusal.detail);
    }
    isDirty = true;
    timer = setTimeout(() => void flush(), AGAIN_MS);
  }

  /** Resolves when what was typed up to now has been sent. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    saving = saving.then(save);
    return saving;
  }

  const told: ReadonlySignal<KeptIssue> = kept;
  return {
    kept: told,
    flush,
    changed(): void {
      isDirty = true;
      if (kept.value !== "only here") kept.value = "saving";
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), PAUSE_MS);
    },
  };
}
