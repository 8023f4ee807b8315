import type { Draft } from "../../../core/news/draft.ts";
import { whenWords } from "../../../core/page/clock-words.ts";
import { Sheet } from "../send/sheet.tsx";
import type { Desk } from "../start-desk.ts";
import { Side } from "./side-by-side.tsx";

/** Two have written in one draft: both texts side by side, and neither is overwritten before somebody says so. */
export function ConflictDialog({ desk }: { desk: Desk }) {
  const { keeper, composer, facts, now } = desk;
  const theirs = keeper.conflict.value;
  if (!theirs) return null;
  return (
    <Sheet title="Two of you have written this" onClose={() => {}} isWide>
      <p>
        {theirs.savedBy} saved this draft {savedWords(theirs, now(), facts.timeZone)}, while you were writing. Both
        texts are kept until you choose.
      </p>
      <div class="both">
        <Side title="Yours" texts={composer.fields.value} />
        <Side title={`Of ${theirs.savedBy}`} texts={theirs.fields} />
      </div>
      <div class="buttons">
        <button type="button" onClick={() => keeper.goOnFrom(theirs.version)}>
          Go on with yours
        </button>
        <button type="button" onClick={() => takeTheirs(desk, theirs)}>
          Go on with theirs
        </button>
        <button type="button" onClick={() => keepBoth(desk, theirs)}>
          Keep both: yours as a draft of its own
        </button>
      </div>
    </Sheet>
  );
}

function savedWords({ savedAt }: Draft, nowMs: number, timeZone: string): string {
  return `at ${whenWords(savedAt, nowMs, timeZone)}`;
}

function takeTheirs({ composer, keeper }: Desk, theirs: Draft): void {
  keeper.drop();
  composer.open(theirs, true);
}

function keepBoth({ composer, keeper }: Desk, _theirs: Draft): void {
  const mine = composer.draft.value;
  keeper.drop();
  composer.open({ ...mine, id: crypto.randomUUID(), version: 0 }, false);
}
