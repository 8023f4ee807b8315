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

/** Twelve characters `[0-9a-z]`, made from time so that a later epoch sorts later; the last four tell apart two made at once. */
export function newEpoch(nowMs: number, random: () => number): string {
  const time = Math.floor(nowMs / 1000)
    .toString(36)
    .padStart(8, "0")
    .slice(-8);
  const rest = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return time + rest;
}
