/** A place on the wire: everything up to and including `seq` of this `epoch`. */
export interface Cursor {
  epoch: string;
  seq: number;
}

const CURSOR = /^([0-9a-z]{12}):(0|[1-9][0-9]{0,14})$/;

/** Text form `<epoch>:<seq>`. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}:${cursor.seq}`;
}

/** Null for whatever is not a cursor: anybody can send one. */
export function parseCursor(text: unknown): Cursor | null {
  if (typeof text !== "string") return null;
  const [, epoch, seq] = CURSOR.exec(text) ?? [];
  return epoch === undefined || seq === undefined ? null : { epoch, seq: Number(seq) };
}
