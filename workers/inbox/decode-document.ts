import { gunzipSync } from "node:zlib";

/** A document's text, and the encoding that it was read in. */
export interface DecodedDocument {
  text: string;
  encoding: string;
}

const DECLARED = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/;

/**
 * Bytes as text: by their byte order mark, by what the document says of itself, by what its server said, as UTF-8 when
 * they are that; else as Windows-1252, which is never wrong about ASCII and mostly right about the rest. A gzip stream
 * that nobody called one is unpacked. Throws when it becomes larger than `maxBytes`.
 */
export function decodeDocument(given: Uint8Array, charset: string | null, maxBytes: number): DecodedDocument {
  const isPacked = given[0] === 0x1f && given[1] === 0x8b;
  const bytes = isPacked ? gunzipSync(given, { maxOutputLength: maxBytes }) : given;
  const marked = byMark(bytes);
  if (marked) return { text: new TextDecoder(marked).decode(bytes), encoding: marked };
  const declared = DECLARED.exec(new TextDecoder("windows-1252").decode(bytes.subarray(0, 300)))?.[1];
  for (const label of [declared, charset, "utf-8"]) {
    const decoded = label ? decodedAs(label, bytes) : null;
    if (decoded) return decoded;
  }
  return mostlyUtf8(bytes) ?? { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
}

function byMark(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return "utf-16le";
  return (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c) ? "utf-16be" : null;
}

/** Null: there is no such encoding, or the bytes are not in it. */
function decodedAs(label: string, bytes: Uint8Array): DecodedDocument | null {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    return { text: decoder.decode(bytes), encoding: decoder.encoding };
  } catch {
    return null;
  }
}

/** UTF-8 with a bad byte here and there: more letters come out right than do not. */
function mostlyUtf8(bytes: Uint8Array): DecodedDocument | null {
  const text = new TextDecoder().decode(bytes);
  const bad = text.split("\ufffd").length - 1;
  const good = (text.match(/\P{ASCII}/gu) ?? []).length - bad;
  return good > bad ? { text, encoding: "utf-8" } : null;
}
