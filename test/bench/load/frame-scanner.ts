/** Hears of each whole frame. `payload` is there only if it was asked for. */
export type OnFrame = (opcode: number, length: number, payload: Buffer | null) => void;

/**
 * Counts a server's WebSocket frames by their headers alone (RFC 6455 §5.2); payloads are passed over unless `keeps`
 * says so when one begins. The bytes given may be of a buffer that is used again.
 */
export function createFrameScanner(keeps: () => boolean, onFrame: OnFrame): (bytes: Buffer) => void {
  let left = 0;
  let length = 0;
  let opcode = 0;
  let kept: Buffer[] | null = null;
  let rest: Buffer | null = null;

  /** Where the payload begins; -1: the header is not whole yet. */
  function readHeader(bytes: Buffer, at: number): number {
    const available = bytes.length - at;
    const short = available < 2 ? 0 : bytes.readUInt8(at + 1);
    const headerLength = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (available < headerLength) return -1;
    opcode = bytes.readUInt8(at) & 0x0f;
    length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
    left = length;
    kept = keeps() ? [] : null;
    return at + headerLength;
  }

  return (chunk) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = null;
    let at = left > 0 ? passOver(bytes, 0) : 0;
    while (left === 0 && at < bytes.length) {
      const begin = readHeader(bytes, at);
      if (begin < 0) {
        rest = Buffer.from(bytes.subarray(at));
        return;
      }
      at = passOver(bytes, begin);
    }
  };

  function passOver(bytes: Buffer, begin: number): number {
    const end = Math.min(begin + left, bytes.length);
    kept?.push(Buffer.from(bytes.subarray(begin, end)));
    left -= end - begin;
    if (left === 0) onFrame(opcode, length, kept && Buffer.concat(kept));
    return end;
  }
}
