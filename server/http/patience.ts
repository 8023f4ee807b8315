/** How long one call waits for the database, over all that it asks it. */
export interface Patience {
  /**
   * What `work` gives, or a `TookTooLong` when the budget ends first. The work itself goes on. Who has stood in line for
   * it is left that much less, but a second at least.
   */
  wait<T>(work: Promise<T>, stoodInLineMs?: number): Promise<T>;
}

const AT_LEAST_MS = 1_000;

/** The database has not answered, and nobody knows whether it will. */
export class TookTooLong extends Error {
  constructor() {
    super("the database did not answer in time");
    this.name = "TookTooLong";
  }
}

/**
 * A database that refuses connections is noticed at once; one that is frozen, or behind a cable that was cut, only by
 * its silence, and then a statement's own time limit, which that database keeps, does not help.
 */
export function createPatience(budgetMs: number): Patience {
  let leftMs = budgetMs;
  return {
    async wait(work, stoodInLineMs) {
      const startedMs = performance.now();
      const limitMs = stoodInLineMs === undefined ? Math.max(0, leftMs) : Math.max(AT_LEAST_MS, leftMs - stoodInLineMs);
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, giveUp) => {
        timer = setTimeout(() => giveUp(new TookTooLong()), limitMs);
      });
      try {
        return await Promise.race([work, silence]);
      } finally {
        clearTimeout(timer);
        leftMs -= performance.now() - startedMs;
      }
    },
  };
}

/** Connection gone, no room, lock or time limit, shutting down, starting up, not (yet) the primary. */
const AWAY_SQLSTATE = /^(08...|28...|3D000|40...|53...|55P03|57...|25006|25P03)$/;
const AWAY_SOCKET = /^E(CONN|PIPE|TIMEDOUT|NOTFOUND|NOENT|AI_AGAIN|HOSTUNREACH|NETUNREACH|HOSTDOWN)/;
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|connection error|not queryable|driver has already been destroyed/;

/**
 * Whether a failure says that the database is away or too busy, which mends itself, and not that something is wrong with
 * our statement. pg's own errors carry a SQLSTATE, those of the socket an E…, those of its pool only words.
 */
export function isStoreAway(failure: unknown): boolean {
  if (failure instanceof TookTooLong) return true;
  if (!(failure instanceof Error)) return false;
  const { code } = failure as { code?: unknown };
  if (typeof code === "string") return AWAY_SQLSTATE.test(code) || AWAY_SOCKET.test(code);
  return AWAY_WORDS.test(failure.message);
}
