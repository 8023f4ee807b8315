import { type ReadonlySignal, signal } from "@preact/signals";
import type { Draft } from "../../../core/news/draft.ts";
import type { Api } from "../api/call.ts";
import { isBlank } from "./blank.ts";
import type { DeviceDrafts } from "./device-drafts.ts";
import { type OpenDraft, openDraftOf } from "./open-draft.ts";

/*
 * No text is ever lost. Promise: what was typed is in one place at least that outlives this page, and the page says in
 * which. Idea: the device has it at once, with every keystroke; the server has it after a pause, as the next version of
 * the draft; only then the device lets go. Whoever saves an older version is refused and shown both texts. Rejected:
 * saving by a button; merging two texts by program, which puts words into an editor's mouth.
 */

/** Where the text is. `nowhere`: in this page alone. */
export type Kept =
  | { where: "nothing" }
  | { where: "server"; at: number }
  | { where: "device"; why: "typing" | "away" | "signedOut" | "conflict" }
  | { where: "nowhere" };

const PAUSE_MS = 500;
const TRY_AGAIN_MS = 2_000;

export interface KeepParts {
  api: Api;
  device: DeviceDrafts;
  now: () => number;
}

export interface DraftKeeper {
  kept: ReadonlySignal<Kept>;
  /** What somebody else saved meanwhile. */
  conflict: ReadonlySignal<Draft | null>;
  /** The draft has changed. */
  changed(draft: OpenDraft): void;
  /** Another draft is in the composer; `isSaved`: the server has it. */
  opened(draft: OpenDraft, isSaved: boolean): void;
  /** The version that the server has now. */
  version(): number;
  /** Goes on from the version that somebody else saved, with the text that is in the composer. */
  goOnFrom(version: number): void;
  /** This page's text of the present draft is not wanted. */
  drop(): void;
  /** The draft has become this story, or is not wanted: nobody needs it any more. */
  release(id: string, story?: string): Promise<void>;
  /** Tries at once what waits: the way may be open again. */
  flush(): Promise<void>;
}

export function createDraftKeeper({ api, device, now }: KeepParts): DraftKeeper {
  const kept = signal<Kept>({ where: "nothing" });
  const conflict = signal<Draft | null>(null);
  let present: OpenDraft | null = null;
  let isChanged = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pushing: Promise<void> | undefined;

  function pushIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  }

  async function push(draft: OpenDraft): Promise<void> {
    isChanged = false;
    const answer = await api.ask<Draft>("PUT", `/v1/desk/drafts/${draft.id}`, { body: savedForm(draft) });
    const isStill = present?.id === draft.id;
    if (answer.kind === "done") {
      if (!isStill) return device.drop(draft.id);
      if (present) present = { ...present, version: answer.value.version };
      if (isChanged && present) return void device.keep(present);
      device.drop(draft.id);
      kept.value = { where: "server", at: now() };
      return;
    }
    if (!isStill) return; // the device still has it: saved when the desk is opened again
    isChanged = true;
    const stays = onDevice(draft);
    if (answer.kind === "refused" && answer.refusal.name === "draft-changed") {
      conflict.value = answer.refusal.members.draft as Draft;
      kept.value = stays("conflict");
      return;
    }
    kept.value = stays(answer.kind === "signedOut" ? "signedOut" : "away");
    pushIn(TRY_AGAIN_MS);
  }

  const onDevice =
    (draft: OpenDraft) =>
    (why: "typing" | "away" | "signedOut" | "conflict"): Kept =>
      device.read(draft.id) ? { where: "device", why } : { where: "nowhere" };

  async function flush(): Promise<void> {
    await pushing;
    if (!present || !isChanged || conflict.value) return;
    pushing = push(present).finally(() => {
      pushing = undefined;
    });
    await pushing;
    if (isChanged && kept.value.where === "device" && kept.value.why === "typing") pushIn(PAUSE_MS);
  }

  return {
    kept,
    conflict,
    version: () => present?.version ?? 0,
    changed(draft) {
      present = { ...draft, version: present?.id === draft.id ? present.version : draft.version };
      isChanged = true;
      if (isBlank(draft.fields) && present.version === 0) {
        isChanged = false;
        device.drop(draft.id);
        kept.value = { where: "nothing" };
        return;
      }
      const isKept = device.keep(present);
      const why = conflict.value ? "conflict" : kept.value.where === "device" ? kept.value.why : "typing";
      kept.value = isKept ? { where: "device", why } : { where: "nowhere" };
      pushIn(PAUSE_MS);
    },
    opened(draft, isSaved) {
      if (isChanged && present && present.id !== draft.id) void bringHome({ api, device }, draft.id);
      clearTimeout(timer);
      present = draft;
      conflict.value = null;
      isChanged = !isSaved && !isBlank(draft.fields);
      kept.value = isSaved ? { where: "server", at: now() } : { where: "nothing" };
      if (!isChanged) return;
      device.keep(draft);
      kept.value = onDevice(draft)("typing");
      pushIn(0);
    },
    goOnFrom(version) {
      if (!present) return;
      present = { ...present, version };
      conflict.value = null;
      isChanged = true;
      void flush();
    },
    drop() {
      if (present) device.drop(present.id);
      isChanged = false;
    },
    async release(id, story) {
      if (present?.id === id) {
        present = null;
        isChanged = false;
        clearTimeout(timer);
      }
      device.drop(id); // at once: whoever brings drafts home must not find it any more
      await pushing;
      await api.ask("DELETE", `/v1/desk/drafts/${id}${story ? `?story=${story}` : ""}`);
    },
    flush,
  };
}

/** What is sent of a draft: as the version after the one that the server has. */
export function savedForm({ version, state, fields, story, baseRev }: OpenDraft): string {
  return JSON.stringify({ version: version + 1, state, fields, story, baseRev });
}

/** Drafts that this device has and the server does not: given to it, and let go of. */
export async function bringHome({ api, device }: Pick<KeepParts, "api" | "device">, except: string): Promise<number> {
  let brought = 0;
  for (const draft of device.all()) {
    if (draft.id === except || isBlank(draft.fields)) continue;
    const answer = await api.ask<Draft>("PUT", `/v1/desk/drafts/${draft.id}`, { body: savedForm(draft) });
    if (answer.kind !== "done") continue;
    device.drop(openDraftOf(answer.value).id);
    brought++;
  }
  return brought;
}
