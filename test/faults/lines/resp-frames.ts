/*
 * Redis' answers cut into whole frames, RESP2 and RESP3, so that a proxy can lose, double or keep back one published
 * message and nothing of what stands beside it.
 */

/** Where the frame that begins at `start` ends; -1: it is not all here. */
export function frameEnd(bytes: Buffer, start: number): number {
  const lineEnd = bytes.indexOf("\r\n", start);
  if (lineEnd < 0) return -1;
  const type = String.fromCharCode(bytes[start] ?? 0);
  const length = Number(bytes.toString("latin1", start + 1, lineEnd));
  const next = lineEnd + 2;
  if ("$!=".includes(type)) return length < 0 ? next : within(bytes, next + length + 2);
  if ("*~>".includes(type)) return membersEnd(bytes, next, length);
  if ("%|".includes(type)) return membersEnd(bytes, next, 2 * length);
  return next;
}

function within(bytes: Buffer, end: number): number {
  return end <= bytes.length ? end : -1;
}

function membersEnd(bytes: Buffer, start: number, count: number): number {
  let end = start;
  for (let i = 0; i < count && end >= 0; i++) end = frameEnd(bytes, end);
  return end;
}

/** Takes bytes as they come and gives whole frames. */
export function createFrames(): (bytes: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const frames: Buffer[] = [];
    for (let end = frameEnd(rest, 0); rest.length > 0 && end > 0; end = frameEnd(rest, 0)) {
      frames.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return frames;
  };
}

/** The text of a published message, if the frame is one. */
export function publishedIn(frame: Buffer): string | null {
  const text = frame.toString("utf8");
  const [, payload] = /^[*>]3\r\n\$7\r\nmessage\r\n\$\d+\r\n[^\r]*\r\n\$\d+\r\n(.*)\r\n$/s.exec(text) ?? [];
  return payload ?? null;
}
