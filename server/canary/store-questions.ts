import { createPatience, type Patience } from "../http/patience.ts";

/*
 * The canary asks the same pool as editors do, so that the pool is proved, too. A question that is never answered keeps
 * a connection, so only a few may be open at once: while the database is silent the canary must not use up what editors
 * need when it speaks again.
 */

const OPEN_AT_MOST = 3;
const BUDGET_MS = 2_000;

export interface StoreQuestions {
  /** For the next question; null while too many are open. */
  patience(): Patience | null;
}

export function createStoreQuestions(): StoreQuestions {
  let open = 0;
  return {
    patience() {
      if (open >= OPEN_AT_MOST) return null;
      const { wait } = createPatience(BUDGET_MS);
      return {
        wait(work, stoodInLineMs) {
          open++;
          const close = (): void => void open--;
          work.then(close, close);
          return wait(work, stoodInLineMs);
        },
      };
    },
  };
}
