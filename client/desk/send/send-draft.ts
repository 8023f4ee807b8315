import { type ReadonlySignal, signal } from "@preact/signals";
import { isAlert } from "../../../core/news/story.ts";
import type { Refusal } from "../api/call.ts";
import type { Composer } from "../compose/composer.ts";
import type { DraftKeeper } from "../draft/keep-draft.ts";
import type { OpenDraft } from "../draft/open-draft.ts";
import { actOf, missingIn } from "../draft/story-of-draft.ts";
import type { Receipts } from "../receipt/follow-receipts.ts";
import type { Act, Answered, Outbox } from "./outbox.ts";

/** The alert that a new one is much like, as the API tells it. */
export interface LikeAlert {
  story: string;
  headline: string;
  at: string;
  by: string;
}

/** Where the draft in the composer stands on its way out. */
export type Phase =
  | { at: "writing"; missing: ReturnType<typeof missingIn> }
  | { at: "confirming" }
  | { at: "sending" }
  | { at: "similar"; like: LikeAlert }
  | { at: "behind"; current: number }
  | { at: "refused"; refusal: Refusal };

export interface Sender {
  phase: ReadonlySignal<Phase>;
  /** The editor wants it out: asks once more for an alert and for what changes what readers have; else sends. */
  press(): void;
  /** The editor has confirmed. Pressed twice it is one act. */
  confirm(evenIfSimilar?: boolean): Promise<void>;
  back(): void;
  /** An act of an earlier page was answered. */
  answered(act: Act, answer: Answered): void;
}

export interface SenderParts {
  composer: Composer;
  keeper: DraftKeeper;
  outbox: Outbox;
  receipts: Receipts;
  timeZone: string;
  now: () => number;
  openScreens: () => number | null;
  /** Reporters hand in; editors publish. */
  mayPublish: () => boolean;
  handIn: () => void;
  /** A story was taken: lists change. */
  onTaken: () => void;
  /** What was sent now: it is followed from here on. */
  onSent: () => void;
  /** What was sent, for as long as it may be called back. */
  remember: (story: string, draft: OpenDraft) => void;
}

export function createSender(parts: SenderParts): Sender {
  const { composer, keeper, outbox, receipts, timeZone, now } = parts;
  const phase = signal<Phase>({ at: "writing", missing: [] });

  function taken(act: Act, answer: Extract<Answered, { kind: "done" }>): void {
    const { id, rev } = answer.value;
    const { headline, urgency, what, draft } = act;
    const openScreens = parts.openScreens();
    receipts.follow({ story: id, rev, headline, urgency, what, sentAtMs: now(), openScreens, ...(draft && { draft }) });
    parts.onTaken();
  }

  async function confirm(evenIfSimilar = false): Promise<void> {
    if (phase.value.at === "sending") return;
    const draft = composer.draft.value;
    const act = actOf(draft, { timeZone, isOut: composer.isOut.value, evenIfSimilar }, crypto.randomUUID());
    phase.value = { at: "sending" };
    const answer = await outbox.send(act);
    if (answer.kind === "refused") {
      phase.value = phaseAfter(answer.refusal);
      return;
    }
    phase.value = { at: "writing", missing: [] };
    parts.remember(answer.value.id, draft);
    const released = keeper.release(draft.id, answer.value.id);
    if (composer.draft.value.id === draft.id) composer.startNew();
    taken(act, answer);
    parts.onSent();
    await released;
    parts.onTaken();
  }

  return {
    phase,
    press() {
      const { at } = phase.value;
      if (at === "sending") return;
      const fields = composer.fields.value;
      if (!parts.mayPublish()) return parts.handIn();
      const missing = missingIn(fields, timeZone);
      if (missing.length > 0) phase.value = { at: "writing", missing };
      else if (isAlert(fields.urgency) || composer.isOut.value) phase.value = { at: "confirming" };
      else void confirm();
    },
    confirm,
    back: () => {
      if (phase.value.at !== "sending") phase.value = { at: "writing", missing: [] };
    },
    answered(act, answer) {
      if (answer.kind === "done") {
        taken(act, answer);
        if (act.draft === undefined) return;
        const released = keeper.release(act.draft, answer.value.id);
        if (composer.draft.value.id === act.draft) composer.startNew();
        void released.then(parts.onTaken);
      } else if (act.draft === composer.draft.value.id) phase.value = phaseAfter(answer.refusal);
    },
  };
}

function phaseAfter(refusal: Refusal): Phase {
  const { name, members } = refusal;
  if (name === "similar") return { at: "similar", like: members as unknown as LikeAlert };
  if (name === "stale") return { at: "behind", current: Number(members.current) };
  return { at: "refused", refusal };
}
