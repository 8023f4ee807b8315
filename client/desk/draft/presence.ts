import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Attendance, Present } from "../../../core/news/presence.ts";
import { ATTEND_EVERY_MS, type Presence } from "../../../core/pipes/desk-events.ts";
import type { Composer } from "../compose/composer.ts";

export interface PresenceWatch {
  /** Who else has this text open. */
  others: ReadonlySignal<Present[]>;
  /** Who writes, if it is not this page: then it keeps off. */
  writer: ReadonlySignal<Present | null>;
  takeOver(): void;
  hear(presence: Presence): void;
}

/**
 * Who is at the text that is open here. Whoever came first writes, and anybody may take over; it is a courtesy between
 * people, and what keeps texts from being lost is the version check. Without a socket nothing is known, and nobody is
 * kept from writing.
 */
export function watchPresence(composer: Composer, say: (attendance: Attendance) => void): PresenceWatch {
  const tab = crypto.randomUUID();
  const heard = signal<Presence | null>(null);
  const text = computed(() => composer.draft.value.story ?? composer.draft.value.id);
  const people = computed(() => (heard.value?.text === text.value ? heard.value.people : []));
  const sayWhere = (takesOver: boolean) => say({ text: text.peek(), tab, takesOver });

  effect(() => {
    void text.value; // another text: says so at once
    sayWhere(false);
  });
  setInterval(() => sayWhere(false), ATTEND_EVERY_MS);
  return {
    others: computed(() => people.value.filter((one) => one.tab !== tab)),
    writer: computed(() => {
      const first = people.value.find(({ holds }) => holds);
      return first && first.tab !== tab ? first : null;
    }),
    takeOver: () => sayWhere(true),
    hear: (presence) => {
      heard.value = presence;
    },
  };
}
