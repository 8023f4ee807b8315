import type pg from "pg";
import { digestOf } from "../actors/fire-reader.ts";
import type { Era, StoredEvent } from "./history.ts";

interface Row {
  epoch: string;
  seq: string;
  at: Date;
  kind: string;
  story_id: string;
  rev: number;
  json: string;
}

/** The wire as the store has it, read by a query of the harness's own. */
export async function readWire(client: pg.Client | pg.Pool): Promise<Era> {
  const { epoch, top } = await readHead(client);
  const { rows } = await client.query<Row>(
    `select h.epoch, e.seq, e.at, e.kind, e.story_id, e.rev, e.json
       from event e join wire_head h using (wire) where wire = 'news' order by e.seq`,
  );
  return { epoch, top, events: rows.filter(({ seq }) => Number(seq) <= top).map(stored) };
}

export async function readHead(client: pg.Client | pg.Pool): Promise<{ epoch: string; top: number }> {
  const { rows } = await client.query<{ epoch: string; seq: string }>(
    "select epoch, seq from wire_head where wire = 'news'",
  );
  const [head] = rows;
  if (!head) throw new Error("there is no wire");
  return { epoch: head.epoch, top: Number(head.seq) };
}

function stored({ epoch, seq, at, kind, story_id: story, rev, json }: Row): StoredEvent {
  const [, key = null] = /\[([0-9a-f-]{36})\]/.exec(json) ?? [];
  const digest = digestOf(`{"epoch":"${epoch}",${json.slice(1)}`);
  return { seq: Number(seq), at: at.getTime(), kind, story, rev, digest, key };
}
