import { createReadStream } from "node:fs";

/** One line of a file; `text` is null when it is not valid UTF-8. */
export interface FileLine {
  /** 1, 2, 3 … */
  number: number;
  text: string | null;
  /** Bytes of the file up to and including this line. */
  endsAtByte: number;
}

const LINE_FEED = 0x0a;

/**
 * The lines of a file, without their ends, one at a time however large the file. Only line feeds end a line:
 * node:readline would also cut at U+2028, which JSON allows inside a string. Throws when the file cannot be read.
 */
export async function* readLines(path: string): AsyncGenerator<FileLine> {
  let number = 0;
  let endsAtByte = 0;
  let pending: Buffer[] = [];
  const lineOf = (parts: Buffer[], endBytes: number): FileLine => {
    const bytes = Buffer.concat(parts);
    number += 1;
    endsAtByte += bytes.length + endBytes;
    return { number, text: decode(bytes), endsAtByte };
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      const line = lineOf([...pending, chunk.subarray(from, at)], 1);
      pending = [];
      from = at + 1;
      yield line;
    }
    if (from < chunk.length) pending.push(chunk.subarray(from));
  }
  if (pending.length > 0) yield lineOf(pending, 0);
}

/** Drops a byte order mark and the carriage return that Windows leaves. */
function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r$/, "");
  } catch {
    return null;
  }
}
