import type { WireEvent } from "../../../core/news/wire-event.ts";
import { oneTabAtATime } from "./one-tab.ts";
import { type Owed, type OwedStories, owedAfter } from "./owed.ts";
import { knownRevisions, remember } from "./shown-stories.ts";

/*
 * Who was shown something wrong is told once what was put right, on the open page or at the next visit; who was not is
 * not bothered. What is owed is worked out from the wire and from what this device has shown, so it needs no list of
 * its own: a tab that is closed before it could tell leaves the debt to the next one. Only a page that somebody looks at
 * tells, and it asks under the lock whether another has.
 */

export interface Chase {
  hear(event: WireEvent): void;
  /** Tells what is owed and what no other tab has told meanwhile. */
  tell(): Promise<void>;
  /** A debt about this story has not been paid yet; without an id: about any. */
  isOwed(id?: string): boolean;
}

export interface ChaseNeeds {
  epoch: () => string;
  show: (owed: Owed[]) => void;
}

export function createChase({ epoch, show }: ChaseNeeds): Chase {
  let owed: OwedStories = new Map();

  function settle(): void {
    const known = knownRevisions(epoch());
    const untold = [...owed.values()].filter(({ id, rev }) => rev > (known(id) ?? rev));
    owed = new Map();
    if (untold.length === 0) return;
    remember(
      epoch(),
      untold.map(({ id, rev }) => ({ id, rev, isKnown: true })),
    );
    show(untold);
  }

  return {
    hear(event) {
      owed = owedAfter(owed, event, knownRevisions(epoch()));
    },
    tell: async () => {
      if (owed.size > 0) await oneTabAtATime(settle);
    },
    isOwed: (id) => (id === undefined ? owed.size > 0 : owed.has(id)),
  };
}
