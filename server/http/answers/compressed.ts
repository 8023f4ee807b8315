import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request } from "express";

const ENCODINGS = ["br", "gzip", "identity"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Bytes in every encoding that was asked for, each made once. */
export type Compressed = (encoding: Encoding) => Promise<Buffer>;

/** `quality`: brotli's, 5 for what is made again and again, 11 for what stays. */
export function compressed(identity: Buffer, quality: number): Compressed {
  const made = new Map<Encoding, Promise<Buffer>>();
  const make: Record<Encoding, () => Promise<Buffer>> = {
    br: () => promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
    gzip: () => promisify(gzip)(identity),
    identity: async () => identity,
  };
  return (encoding) => {
    const bytes = made.get(encoding) ?? make[encoding]();
    made.set(encoding, bytes);
    return bytes;
  };
}

/** The best encoding that this request takes. */
export function acceptedEncoding(request: Request): Encoding {
  const accepted = request.acceptsEncodings([...ENCODINGS]);
  return ENCODINGS.find((encoding) => encoding === accepted) ?? "identity";
}
