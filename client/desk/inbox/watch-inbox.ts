import { type ReadonlySignal, signal } from "@preact/signals";
import type { Draft } from "../../../core/news/draft.ts";
import type { Inbox, InboxCount, InboxItem, InboxItemDetail } from "../../../core/news/inbox.ts";
import type { Api, Refusal } from "../api/call.ts";
import type { Composer } from "../compose/composer.ts";

/** Somebody else has the item that was to be used. */
export interface HeldItem {
  item: InboxItem;
  by: string;
  at: string;
  story: string | undefined;
}

/** The wire inbox, as this desk sees it, and what can be done with an item. */
export interface InboxWatch {
  /** Null: not known yet. */
  inbox: ReadonlySignal<Inbox | null>;
  waiting: ReadonlySignal<number>;
  /** Only items of this source; null: of all. */
  source: ReadonlySignal<string | null>;
  /** The item that is read in full. */
  shown: ReadonlySignal<InboxItemDetail | null>;
  held: ReadonlySignal<HeldItem | null>;
  /** What was put aside last, for as long as it can be taken back. */
  dismissed: ReadonlySignal<InboxItem[]>;
  problem: ReadonlySignal<string | null>;
  choose(source: string | null): void;
  hear(count: InboxCount): void;
  look(): Promise<void>;
  show(id: string): Promise<void>;
  /** Puts away what was asked or shown. */
  close(): void;
  /** Makes a draft of it and opens that in the composer. True: it is open. */
  use(item: InboxItem, evenIfTaken?: boolean): Promise<boolean>;
  dismiss(items: InboxItem[]): Promise<void>;
  undo(): Promise<void>;
}

const LOOK_EVERY_MS = 20_000;
const AWAY = "The server does not answer. Try again.";

export function watchInbox({ api, composer }: { api: Api; composer: Composer }): InboxWatch {
  const inbox = signal<Inbox | null>(null);
  const waiting = signal(0);
  const source = signal<string | null>(null);
  const shown = signal<InboxItemDetail | null>(null);
  const held = signal<HeldItem | null>(null);
  const dismissed = signal<InboxItem[]>([]);
  const problem = signal<string | null>(null);
  /** Made once for each item: an answer that was lost, and the item is used again, is the same taking. */
  const drafts = new Map<string, string>();

  async function look(): Promise<void> {
    const wanted = source.value;
    const answer = await api.ask<Inbox>("GET", `/v1/desk/inbox${wanted === null ? "" : `?source=${wanted}`}`);
    if (answer.kind !== "done" || wanted !== source.value) return;
    inbox.value = answer.value;
    waiting.value = answer.value.sources.reduce((sum, one) => sum + one.waiting, 0);
  }

  async function use(item: InboxItem, evenIfTaken = false): Promise<boolean> {
    problem.value = null;
    const draft = drafts.get(item.id) ?? crypto.randomUUID();
    drafts.set(item.id, draft);
    const body = JSON.stringify({ draft, ...(evenIfTaken && { evenIfTaken }) });
    const answer = await api.ask<Draft>("POST", `/v1/desk/inbox/${item.id}/take`, { body });
    if (answer.kind === "done") {
      composer.open(answer.value, true);
      close();
      void look();
      return true;
    }
    if (answer.kind === "refused" && answer.refusal.name === "item-taken") held.value = heldBy(item, answer.refusal);
    else problem.value = answer.kind === "refused" ? answer.refusal.detail : AWAY;
    return false;
  }

  async function put(items: InboxItem[], undo: boolean): Promise<boolean> {
    const body = JSON.stringify({ items: items.map(({ id }) => id), ...(undo && { undo }) });
    const answer = await api.ask("POST", "/v1/desk/inbox/dismissals", { body });
    problem.value = answer.kind === "done" ? null : answer.kind === "refused" ? answer.refusal.detail : AWAY;
    return answer.kind === "done";
  }

  function close(): void {
    shown.value = null;
    held.value = null;
    problem.value = null;
  }

  setInterval(() => document.hidden || void look(), LOOK_EVERY_MS);
  return {
    ...{ inbox, waiting, source, shown, held, dismissed, problem, look, use, close },
    choose: (next) => {
      source.value = next;
      void look();
    },
    hear: (count) => {
      waiting.value = count.waiting;
      void look();
    },
    show: async (id) => {
      const answer = await api.ask<InboxItemDetail>("GET", `/v1/desk/inbox/${id}`);
      if (answer.kind === "done") shown.value = answer.value;
      else problem.value = answer.kind === "refused" ? "This item is gone." : AWAY;
    },
    dismiss: async (items) => {
      if (!(await put(items, false))) return;
      dismissed.value = items;
      shown.value = null;
      await look();
    },
    undo: async () => {
      if (await put(dismissed.value, true)) dismissed.value = [];
      await look();
    },
  };
}

function heldBy(item: InboxItem, { members }: Refusal): HeldItem {
  const { by, at, story } = members as { by: string; at: string; story?: string };
  return { item, by, at, story };
}
