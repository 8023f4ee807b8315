import { type ReadonlySignal, signal } from "@preact/signals";
import type { Role } from "../../../core/news/desk-role.ts";

/*
 * Who is at the desk. A session is a cookie that no script can read; what a script must add to its writes is told by
 * /v1/me. Everything that depends on how an editor proves who they are stands in this file: the rest of the desk asks for
 * headers, and says when an answer was "who are you?". A session that ended is looked for again by itself, so signing in
 * in another tab is enough.
 */

export interface Me {
  id: string;
  name: string;
  role: Role;
  csrf: string | null;
}

export interface Session {
  /** Null: not known yet. */
  me: ReadonlySignal<Me | null>;
  /** True: the server does not know (any more) who is here. */
  hasEnded: ReadonlySignal<boolean>;
  /** What every request carries. */
  headers(): Record<string, string>;
  /** A request was refused for want of a session. */
  ended(): void;
  /** Asks who is here. */
  look(): Promise<void>;
  /** Hears when a session begins, also again. */
  onBegin(listener: () => void): void;
}

const LOOK_AGAIN_MS = 2_000;

export function createSession(): Session {
  const me = signal<Me | null>(null);
  const hasEnded = signal(false);
  const listeners: (() => void)[] = [];

  async function look(): Promise<void> {
    const response = await fetch("/v1/me", { cache: "no-store", signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (response?.ok) {
      const isNew = me.value === null || hasEnded.value;
      me.value = (await response.json()) as Me;
      hasEnded.value = false;
      if (isNew) for (const listener of listeners) listener();
      return;
    }
    if (response?.status === 401 || response?.status === 403) hasEnded.value = true;
    setTimeout(() => void look(), LOOK_AGAIN_MS);
  }

  return {
    ...{ me, hasEnded, look },
    headers: () => (me.value?.csrf ? { "X-CSRF-Token": me.value.csrf } : {}),
    ended: () => {
      if (hasEnded.value) return;
      hasEnded.value = true;
      void look();
    },
    onBegin: (listener) => listeners.push(listener),
  };
}
