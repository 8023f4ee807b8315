/*
 * What a crowd reads of a frame, by its place in the bytes: `42["headline",{"epoch":"…12…","seq":…,"at":"…24…"`. Parsing
 * a hundred thousand JSON texts a second would measure the crowd and not the server.
 */

const NAME = '42["headline",';
const EPOCH_AT = '42["headline",{"epoch":"'.length;
const EPOCH_LENGTH = 12;
const SEQ_AT = EPOCH_AT + EPOCH_LENGTH + '","seq":'.length;
const AT_LENGTH = 24;
const ZERO = 48;
const NINE = 57;

export interface HeadlineFrame {
  seq: number;
  /** Of the commit. */
  at: number;
}

export function isHeadlineFrame(bytes: Buffer): boolean {
  return bytes[4] === NAME.charCodeAt(4) && bytes[5] === NAME.charCodeAt(5) && bytes[6] === NAME.charCodeAt(6);
}

export function readHeadlineFrame(bytes: Buffer): HeadlineFrame {
  let place = SEQ_AT;
  let seq = 0;
  for (let digit = bytes[place] ?? 0; digit >= ZERO && digit <= NINE; digit = bytes[++place] ?? 0) {
    seq = seq * 10 + digit - ZERO;
  }
  const start = place + ',"at":"'.length;
  return { seq, at: Date.parse(bytes.toString("latin1", start, start + AT_LENGTH)) };
}

export function epochIn(bytes: Buffer): string {
  return bytes.toString("latin1", EPOCH_AT, EPOCH_AT + EPOCH_LENGTH);
}

/** Socket.IO's offset, which stands last: `…},"offset"]`. */
export function offsetIn(bytes: Buffer): string {
  const end = bytes.length - '"]'.length;
  return bytes.toString("latin1", bytes.lastIndexOf('"', end - 1) + 1, end);
}
