import { rm } from "node:fs/promises";
import type pg from "pg";
import { eventually } from "../../support/deadline.ts";
import type { FirePublisher } from "../actors/fire-publisher.ts";
import type { Fleet } from "../actors/start-fleet.ts";
import type { Era, History } from "./history.ts";
import { judge, type Proof } from "./proof.ts";
import { readWire } from "./read-wire.ts";
import { createShelf } from "./shelf.ts";

/** How a history under fire comes to its judgement. */
export interface Proving {
  /** Waits until everything has its answer and every reader has everything, ends the fleet, and judges. */
  proof(more?: Partial<History>): Promise<Proof>;
  /** Ends the fleet, and judges what there is. */
  verdict(more?: Partial<History>): Promise<Proof>;
  /** Like `proof` for what happened since the last page; the readers go on, and the ledger's page is thrown away. */
  page(more?: Partial<History>): Promise<Proof>;
}

interface ProvingParts {
  publisher: FirePublisher;
  fleet: Fleet;
  /** The database, past every line. */
  truth: pg.Pool;
  ledgers: { publisher: string; readers: string };
}

export function createProving({ publisher, fleet, truth, ledgers }: ProvingParts): Proving {
  const shelf = createShelf();
  let pages = 0;
  let readers = ledgers.readers;

  async function settle(): Promise<Era> {
    await publisher.finishes();
    await eventually("the release of all that waits", async () => {
      const { rows } = await truth.query("select from story where status in ('scheduled', 'held') limit 1");
      return rows.length === 0 ? true : undefined;
    });
    const wire = await readWire(truth);
    await fleet.hasReached(wire.epoch, wire.top).catch((failure) => console.error(String(failure)));
    return wire;
  }

  async function verdict(more: Partial<History> = {}): Promise<Proof> {
    const { owed } = await fleet.ask({ epoch: "", top: 0 });
    await fleet.end();
    const wire = await readWire(truth);
    return judge(wire, { ...ledgers, readers }, { finishers: owed, shelf, ...more });
  }

  return {
    proof: async (more) => {
      await settle();
      return verdict(more);
    },
    verdict,
    page: async (more = {}) => {
      const wire = await settle();
      const turned = readers;
      readers = `${ledgers.readers}.${++pages}`;
      const finishers = await fleet.turnTo(readers);
      const proof = judge(wire, { ...ledgers, readers: turned }, { finishers, shelf, ...more });
      shelf.add(proof.history.readers);
      await rm(turned);
      return proof;
    },
  };
}
