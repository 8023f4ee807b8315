import type { Running } from "./keep-running.ts";

type Stoppable = Pick<Running, "stop" | "kill">;

/** Who goes first: what serves readers, then what it needs. */
type Rank = "paper" | "database";

export interface Shutdown {
  /** Aborted when a stop is asked for: gives up whatever is being started. */
  signal: AbortSignal;
  /** From now on this is stopped with everything else. */
  register(rank: Rank, stoppable: Stoppable): void;
  /** Asks for the stop. */
  begin(): void;
  /** Stops everything in order; what does not go in time is killed. At most 4.5 s. */
  finish(): Promise<void>;
  /** Kills everything now. */
  force(): void;
}

const PATIENCE_MS: Record<Rank, number> = { paper: 2_500, database: 2_000 };

/** Everything that was started, and how it is brought to an end within the five seconds that Ctrl-C may take. */
export function openShutdown(): Shutdown {
  const abort = new AbortController();
  const started: Record<Rank, Stoppable[]> = { paper: [], database: [] };
  const stopRank = (rank: Rank) => Promise.all(started[rank].map((each) => each.stop(PATIENCE_MS[rank])));
  return {
    signal: abort.signal,
    register: (rank, stoppable) => started[rank].push(stoppable),
    begin: () => abort.abort(),
    finish: async () => {
      abort.abort();
      await stopRank("paper");
      await stopRank("database");
    },
    force: () => {
      for (const each of [...started.paper, ...started.database]) each.kill();
    },
  };
}
