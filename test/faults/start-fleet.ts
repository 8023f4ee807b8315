import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { eventually } from "../support/deadline.ts";
import type { FleetAnswer, FleetOrder, FleetQuestion } from "./fleet.ts";

export interface Fleet {
  readonly readers: number;
  ask(question: FleetQuestion): Promise<FleetAnswer>;
  /** Resolves when every reader has been greeted once. */
  isMet(): Promise<void>;
  /** Resolves when every reader has a connection; not for readers that come and go. */
  isUp(): Promise<void>;
  /** Resolves when the cursor of every reader is there. */
  hasReached(epoch: string, top: number): Promise<void>;
  /** Ends all; their ledger is whole then. */
  end(): Promise<void>;
}

/** Starts the fleet's process. Its readers begin to connect at once. */
export async function startFleet(order: FleetOrder): Promise<Fleet> {
  const child = fork(fileURLToPath(new URL("./fleet.ts", import.meta.url)), [JSON.stringify(order)], {
    execPath: process.execPath,
    execArgv: [],
  });
  const exit = once(child, "exit");
  let line = Promise.resolve();

  /** One question at a time: answers come in order. */
  function ask(question: FleetQuestion): Promise<FleetAnswer> {
    const answered = line.then(async () => {
      child.send(question);
      const [answer] = await Promise.race([
        once(child, "message"),
        exit.then(() => Promise.reject(new Error("the fleet has ended"))),
      ]);
      return answer as FleetAnswer;
    });
    line = answered.then(
      () => {},
      () => {},
    );
    return answered;
  }

  async function until(what: string, question: FleetQuestion, of: keyof FleetAnswer): Promise<void> {
    let last = 0;
    await eventually(`${order.readers} readers ${what}`, async () => {
      last = (await ask(question))[of];
      return last === order.readers ? true : undefined;
    }).catch((failure: Error) => {
      throw new Error(`${failure.message}; there were ${last}`);
    });
  }

  return {
    readers: order.readers,
    ask,
    isMet: () => until("met", { epoch: "", top: 0 }, "met"),
    isUp: () => until("up", { epoch: "", top: 0 }, "up"),
    hasReached: (epoch, top) => until(`at ${epoch}:${top}`, { epoch, top }, "there"),
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await ask({ epoch: "", top: 0, isEnd: true }).catch(() => {});
      await exit;
    },
  };
}
