import { type ReadonlySignal, signal } from "@preact/signals";
import type { Urgency } from "../../../core/news/story.ts";
import { type ToldReceipt, WATCHED_AT_MOST } from "../../../core/pipes/desk-events.ts";
import type { Api } from "../api/call.ts";
import type { Act } from "../send/outbox.ts";

/** A revision that was sent from this device and whose way is watched. */
export interface Sent {
  story: string;
  rev: number;
  headline: string;
  urgency: Urgency;
  what: Act["what"];
  /** By the wire's clock. */
  sentAtMs: number;
  openScreens: number | null;
  draft?: string;
}

export interface Receipts {
  /** The newest first. */
  sent: ReadonlySignal<Sent[]>;
  told: ReadonlySignal<ReadonlyMap<string, ToldReceipt>>;
  /** When anything was last told of them, by this device's clock; null: nothing yet. */
  heardAtMs: ReadonlySignal<number | null>;
  follow(sent: Sent): void;
  /** The socket told something. */
  hear(receipt: ToldReceipt): void;
  /** What the socket should tell. */
  watched: ReadonlySignal<{ story: string; rev: number }[]>;
  stop(): void;
}

const KEPT_AS = "desk-sent";
const KEPT_AT_MOST = 12;
const ASK_EVERY_MS = 1_000;
/** A socket that has been silent for so long is not waited for. */
const SILENT_MS = 2_500;
/** A receipt that nothing has been added to for so long is looked at no more. */
const WATCHED_FOR_MS = 15 * 60_000;

export function keyOf({ story, rev }: { story: string; rev: number }): string {
  return `${story}:${rev}`;
}

export interface ReceiptsParts {
  api: Api;
  storage: Storage;
  now: () => number;
  /** Whether the socket is up: then it tells, and nothing is asked. */
  isTold: () => boolean;
}

/** Told by the socket as it happens; asked for each second while there is none. */
export function createReceipts({ api, storage, now, isTold }: ReceiptsParts): Receipts {
  const sent = signal<Sent[]>(readSent(storage));
  const told = signal<ReadonlyMap<string, ToldReceipt>>(new Map());
  const heardAtMs = signal<number | null>(null);
  const watched = signal<{ story: string; rev: number }[]>([]);
  let heard = Number.NEGATIVE_INFINITY;
  let isAsking = false;

  function lookAgain(): void {
    const young = sent.value.filter(
      ({ sentAtMs, ...one }) => now() - sentAtMs < WATCHED_FOR_MS || told.value.get(keyOf(one))?.isOut !== true,
    );
    watched.value = young.slice(0, WATCHED_AT_MOST).map(({ story, rev }) => ({ story, rev }));
  }

  function take(receipts: ToldReceipt[]): void {
    heardAtMs.value = performance.now();
    if (receipts.length === 0) return;
    const next = new Map(told.value);
    for (const receipt of receipts) next.set(keyOf(receipt), receipt);
    told.value = next;
  }

  async function ask(): Promise<void> {
    if (isAsking || watched.value.length === 0 || document.hidden) return;
    if (isTold() && performance.now() - heard < SILENT_MS) return;
    isAsking = true;
    const of = watched.value.map(keyOf).join(",");
    const answer = await api.ask<{ receipts: ToldReceipt[] }>("GET", `/v1/desk/receipts?of=${of}`);
    if (answer.kind === "done") take(answer.value.receipts);
    isAsking = false;
  }

  lookAgain();
  const timer = setInterval(() => {
    lookAgain();
    void ask();
  }, ASK_EVERY_MS);
  return {
    ...{ sent, told, heardAtMs, watched },
    follow(one) {
      sent.value = [one, ...sent.value.filter((other) => keyOf(other) !== keyOf(one))].slice(0, KEPT_AT_MOST);
      writeSent(storage, sent.value);
      lookAgain();
      void ask();
    },
    hear(receipt) {
      heard = performance.now();
      take([receipt]);
    },
    stop: () => clearInterval(timer),
  };
}

function readSent(storage: Storage): Sent[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEPT_AS) ?? "[]");
    return Array.isArray(kept) ? (kept as Sent[]) : [];
  } catch {
    return [];
  }
}

function writeSent(storage: Storage, sent: Sent[]): void {
  try {
    storage.setItem(KEPT_AS, JSON.stringify(sent));
  } catch {
    // full: the list lives as long as the page, and the stories stand in the desk's own list
  }
}
