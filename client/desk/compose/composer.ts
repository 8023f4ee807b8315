import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Draft, DraftFields, DraftState } from "../../../core/news/draft.ts";
import { blankFields } from "../draft/blank.ts";
import type { DeviceDrafts } from "../draft/device-drafts.ts";
import type { DraftKeeper } from "../draft/keep-draft.ts";
import { type OpenDraft, openDraftOf } from "../draft/open-draft.ts";

/** What is in the composer, and the only ways in which it changes. */
export interface Composer {
  draft: ReadonlySignal<OpenDraft>;
  fields: ReadonlySignal<DraftFields>;
  /** The draft changes a story that readers have. */
  isOut: ReadonlySignal<boolean>;
  set(part: Partial<DraftFields>): void;
  setState(state: DraftState): void;
  /** An empty page. */
  startNew(): void;
  /** A draft that the server has, or this device. */
  open(draft: Draft | OpenDraft, isSaved: boolean): void;
  /** The story has moved on to this revision, and this text is to follow it. */
  follow(rev: number): void;
}

export interface ComposerParts {
  keeper: DraftKeeper;
  device: DeviceDrafts;
  section: string;
  /** Remembers which draft is open, across a reload. */
  remember: (id: string) => void;
  remembered: string | null;
}

export function createComposer({ keeper, device, section, remember, remembered }: ComposerParts): Composer {
  const draft = signal<OpenDraft>(firstOf(device, remembered) ?? blankDraft(section));

  function change(next: OpenDraft): void {
    draft.value = { ...next, version: keeper.version() };
    keeper.changed(draft.value);
  }
  function open(next: OpenDraft, isSaved: boolean): void {
    draft.value = next;
    keeper.opened(next, isSaved);
    device.opened(next.id);
    remember(next.id);
  }

  open(draft.value, false);
  return {
    draft,
    fields: computed(() => draft.value.fields),
    isOut: computed(() => draft.value.story !== undefined && draft.value.fields.kind !== "new"),
    set: (part) => change({ ...draft.value, fields: { ...draft.value.fields, ...part } }),
    setState: (state) => change({ ...draft.value, state }),
    startNew: () => open(blankDraft(section, draft.value.fields.byline), false),
    open: (next, isSaved) => open("savedAt" in next ? openDraftOf(next) : next, isSaved),
    follow: (baseRev) => change({ ...draft.value, baseRev }),
  };
}

function blankDraft(section: string, byline = ""): OpenDraft {
  return { id: crypto.randomUUID(), version: 0, state: "writing", fields: blankFields(section, byline) };
}

/** What this tab had open, else what the device kept and the server has not. */
function firstOf(device: DeviceDrafts, remembered: string | null): OpenDraft | null {
  const own = remembered === null ? null : device.read(remembered);
  return own ?? device.all()[0] ?? null;
}
