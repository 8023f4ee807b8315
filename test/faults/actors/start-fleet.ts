import { fileURLToPath } from "node:url";
import { eventually } from "../../support/deadline.ts";
import { startAsked } from "../fire/start-asked.ts";
import type { FleetAnswer, FleetOrder, FleetQuestion } from "./fleet.ts";
import { readersIn } from "./fleet-kinds.ts";

export interface Fleet {
  readonly readers: number;
  ask(question: FleetQuestion): Promise<FleetAnswer>;
  /** Resolves when every reader has been greeted once. */
  isMet(): Promise<void>;
  /** Resolves when every reader has a connection; not for readers that come and go. */
  isUp(): Promise<void>;
  /** Resolves when the cursor of every reader is there who is to have everything in the end. */
  hasReached(epoch: string, top: number): Promise<void>;
  /** Begins a new page of the ledger. Resolves with those who are owed everything, when the old one is whole. */
  turnTo(path: string): Promise<number[]>;
  /** Ends all; their ledger is whole then. */
  end(): Promise<void>;
}

/** Starts the fleet's process. Its readers begin to connect at once. */
export function startFleet(order: FleetOrder): Fleet {
  const { ask, end } = startAsked<FleetQuestion, FleetAnswer>(
    fileURLToPath(new URL("./fleet.ts", import.meta.url)),
    order,
  );
  const readers = readersIn(order.mix);

  async function until(what: string, question: FleetQuestion, of: "up" | "met" | "there"): Promise<void> {
    let last = 0;
    await eventually(`all readers ${what}`, async () => {
      const answer = await ask(question);
      last = answer[of];
      return last === (of === "there" ? answer.owed.length : readers) ? true : undefined;
    }).catch((failure: Error) => {
      throw new Error(`${failure.message}; there were ${last}`);
    });
  }

  return {
    readers,
    ask,
    isMet: () => until("met", { epoch: "", top: 0 }, "met"),
    isUp: () => until("up", { epoch: "", top: 0 }, "up"),
    hasReached: (epoch, top) => until(`at ${epoch}:${top}`, { epoch, top, isSettling: true }, "there"),
    turnTo: async (path) => (await ask({ epoch: "", top: 0, turnTo: path })).owed,
    end: () => end({ epoch: "", top: 0, isEnd: true }),
  };
}
