/*
 * What is asked of PostgreSQL over a line, read off the bytes that pass (the frontend's messages of its protocol 3): one
 * entry for each simple query and each execution of a parsed one.
 */

const LENGTH_BYTES = 4;
const TYPED_HEADER_BYTES = 5;
const STARTUP_CODE_BYTES = 8;
const STARTUP = 3 << 16;

export interface StoreCalls {
  /** Takes the bytes of one connection, as they come. */
  overhear(connection: object, bytes: Buffer): void;
  /** The texts of what was asked since this was last called. */
  take(): string[];
}

interface Ear {
  rest: Buffer;
  isStarted: boolean;
  parsed: string;
}

export function createStoreCalls(): StoreCalls {
  const ears = new WeakMap<object, Ear>();
  let calls: string[] = [];

  function hear(ear: Ear, type: string, body: Buffer): void {
    if (type === "Q") calls.push(textAt(body, 0));
    else if (type === "P") ear.parsed = textAt(body, body.indexOf(0) + 1);
    else if (type === "E") calls.push(ear.parsed);
  }

  function hearStart(ear: Ear): number {
    if (ear.rest.length < STARTUP_CODE_BYTES) return 0;
    ear.isStarted = ear.rest.readUInt32BE(LENGTH_BYTES) === STARTUP; // what comes before asks for encryption
    return ear.rest.readUInt32BE(0);
  }

  return {
    overhear(connection, bytes) {
      const ear = ears.get(connection) ?? { rest: Buffer.alloc(0), isStarted: false, parsed: "" };
      ears.set(connection, ear);
      ear.rest = Buffer.concat([ear.rest, bytes]);
      if (!ear.isStarted) ear.rest = ear.rest.subarray(hearStart(ear));
      while (ear.isStarted && ear.rest.length >= TYPED_HEADER_BYTES) {
        const end = 1 + ear.rest.readUInt32BE(1);
        if (ear.rest.length < end) break;
        hear(ear, ear.rest.toString("latin1", 0, 1), ear.rest.subarray(TYPED_HEADER_BYTES, end));
        ear.rest = ear.rest.subarray(end);
      }
    },
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
  };
}

function textAt(bytes: Buffer, start: number): string {
  return bytes.toString("utf8", start, bytes.indexOf(0, start));
}
