const PAGE = Buffer.from("OggS");
const HEAD = Buffer.from("OpusHead");
const SAMPLES_A_SECOND = 48_000;

/**
 * How long an Ogg Opus file lasts (RFC 7845): the last page's sample position, less what decoders drop at the beginning.
 * Null: it is no such file, or has no sound in it.
 */
export function oggSeconds(bytes: Buffer): number | null {
  const head = bytes.indexOf(HEAD);
  const last = bytes.lastIndexOf(PAGE);
  if (!bytes.subarray(0, 4).equals(PAGE) || head < 0 || head + 12 > bytes.length || last + 14 > bytes.length)
    return null;
  const samples = Number(bytes.readBigInt64LE(last + 6)) - bytes.readUInt16LE(head + 10);
  return samples > 0 ? samples / SAMPLES_A_SECOND : null;
}
