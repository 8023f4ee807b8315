import { type ReadonlySignal, signal } from "@preact/signals";
import type { Strip } from "../../../core/pipes/desk-events.ts";
import type { Api } from "../api/call.ts";

export interface StripState {
  /** Null: the last question was not answered. */
  strip: Strip | null;
  hasAsked: boolean;
}

const ASK_EVERY_MS = 2_000;

export interface StripWatch {
  state: ReadonlySignal<StripState>;
  /** Asks now: an editor is about to send something and wants to see for whom. */
  ask(): Promise<void>;
  stop(): void;
}

/** Asks how the way stands, every two seconds as long as somebody looks. */
export function watchStrip({ api, clock }: { api: Api; clock: { set(now: string): void } }): StripWatch {
  const state = signal<StripState>({ strip: null, hasAsked: false });
  let asking: Promise<void> | undefined;

  async function askOnce(): Promise<void> {
    const answer = await api.ask<Strip>("GET", "/v1/desk/strip");
    if (answer.kind === "done") clock.set(answer.value.now);
    if (answer.kind !== "signedOut")
      state.value = { strip: answer.kind === "done" ? answer.value : null, hasAsked: true };
  }
  const ask = (): Promise<void> => {
    asking ??= askOnce().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const timer = setInterval(() => document.hidden || void ask(), ASK_EVERY_MS);
  void ask();
  return { state, ask, stop: () => clearInterval(timer) };
}
