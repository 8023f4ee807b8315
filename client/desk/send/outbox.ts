import { type ReadonlySignal, signal } from "@preact/signals";
import type { Urgency } from "../../../core/news/story.ts";
import type { Api, Outcome } from "../api/call.ts";

/*
 * Acts on their way. Promise: an act that an editor has decided on is done once, however often it is clicked and however
 * the connection, the server or this page fail meanwhile; until it is known to be done it is shown as not done. Idea: an
 * act has its key from the moment it is made, is written down on the device before it is sent, and is sent under that key
 * until somebody answers. Rejected: telling the editor "it failed, try again", which makes a second story of the first.
 */

export interface Act {
  /** Idempotency-Key: made once, for this act. */
  key: string;
  method: "POST";
  path: string;
  /** JSON text. */
  body: string;
  /** The draft that it was made from. */
  draft?: string;
  headline: string;
  urgency: Urgency;
  what: "new" | "update" | "correction" | "label" | "lead" | "retraction";
}

/** What the API answers to a write that it took. */
export interface Taken {
  id: string;
  rev: number;
  status: "scheduled" | "held" | "published" | "retracted" | "draft";
  url: string;
}

export interface Sending {
  act: Act;
  /** How often nobody has answered. */
  tries: number;
  isSignedOut: boolean;
}

export type Answered = Extract<Outcome<Taken>, { kind: "done" | "refused" }>;

export interface Outbox {
  sending: ReadonlySignal<Sending[]>;
  /** Sends an act until it is answered. The same act again is the same promise. */
  send(act: Act): Promise<Answered>;
  /** The way may be open again: tries at once. */
  wake(): void;
  /** Goes on with what an earlier page left. */
  resume(onAnswer: (act: Act, answer: Answered) => void): void;
}

const KEPT_AS = "desk-outbox";
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 4_000;

export function createOutbox({ api, storage }: { api: Api; storage: Storage }): Outbox {
  const sending = signal<Sending[]>([]);
  /** Those who wait for their next try. */
  const waits = new Set<() => void>();
  const promises = new Map<string, Promise<Answered>>();

  function write(change: (acts: Act[]) => Act[]): void {
    try {
      storage.setItem(KEPT_AS, JSON.stringify(change(readActs(storage))));
    } catch {
      // the device is full: the act is sent all the same, and lives as long as this page
    }
  }

  function show(act: Act, tries: number, isSignedOut: boolean): void {
    const others = sending.value.filter((one) => one.act.key !== act.key);
    sending.value = [...others, { act, tries, isSignedOut }];
  }

  async function untilAnswered(act: Act): Promise<Answered> {
    for (let tries = 0; ; tries++) {
      const { key, method, path, body } = act;
      const outcome = await api.ask<Taken>(method, path, { key, body });
      if (outcome.kind === "done" || outcome.kind === "refused") return outcome;
      show(act, tries + 1, outcome.kind === "signedOut");
      await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resume) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        waits.delete(done);
        resume();
      }
      waits.add(done);
    });
  }

  function send(act: Act): Promise<Answered> {
    const known = promises.get(act.key);
    if (known) return known;
    write((acts) => [...acts.filter(({ key }) => key !== act.key), act]);
    show(act, 0, false);
    const answered = untilAnswered(act).finally(() => {
      write((acts) => acts.filter(({ key }) => key !== act.key));
      sending.value = sending.value.filter((one) => one.act.key !== act.key);
      promises.delete(act.key);
    });
    promises.set(act.key, answered);
    return answered;
  }

  return {
    sending,
    send,
    wake: () => {
      for (const stop of waits) stop();
    },
    resume: (onAnswer) => {
      for (const act of readActs(storage)) void send(act).then((answer) => onAnswer(act, answer));
    },
  };
}

function readActs(storage: Storage): Act[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEPT_AS) ?? "[]");
    return Array.isArray(kept) ? (kept as Act[]) : [];
  } catch {
    return [];
  }
}
