import { z } from "zod";

/*
 * What may stand in a text. All are NFC and without control characters; lengths are counted in characters (code points)
 * after that. Newsrooms write Arabic and Hebrew, and a Latin name in a right-to-left headline needs direction marks:
 * LRM, RLM and isolates (U+2066–2069) are welcome, if every isolate ends where it began. Embeddings and overrides
 * (U+202A–202E) are not: they reach beyond their text, and can make a headline read as something that it does not say.
 */

const CONTROL_IN_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const CONTROL_IN_BODY = /[^\P{Cc}\n\t]/u;
const EMBEDDING = /[\u202a-\u202e]/;
const SOMETHING_TO_SEE = /[\p{L}\p{N}\p{P}\p{S}]/u;

export const MAX_BODY_BYTES = 256 * 1024;

/** A text of one line, trimmed, at most `max` characters; empty if it may be. */
export function line(max: number) {
  return z
    .string()
    .transform((raw, context) => {
      const text = raw.normalize("NFC").trim();
      const fault = CONTROL_IN_LINE.test(raw) ? "has a control character or a line break" : faultOf(text);
      return accepted(text, fault ?? lengthFault(text, max), context);
    })
    .meta({ maxLength: max });
}

/** A line that says something. */
export function writtenLine(max: number) {
  return line(max)
    .refine((text) => SOMETHING_TO_SEE.test(text), "must not be blank")
    .meta({ minLength: 1, maxLength: max });
}

/** Markdown. A line break is one character, whatever wrote it; nothing else of the text is touched. */
export function markdown() {
  return z
    .string()
    .transform((raw, context) => {
      const text = raw.replaceAll("\r\n", "\n").normalize("NFC");
      const fault = CONTROL_IN_BODY.test(text) ? "has a control character" : faultOf(text);
      return accepted(
        text,
        fault ?? (Buffer.byteLength(text) > MAX_BODY_BYTES ? "is longer than 256 KiB" : null),
        context,
      );
    })
    .meta({ maxLength: MAX_BODY_BYTES });
}

function accepted(text: string, fault: string | null, context: z.RefinementCtx<string>): string {
  if (fault === null) return text;
  context.addIssue(fault);
  return z.NEVER;
}

function faultOf(text: string): string | null {
  if (!text.isWellFormed()) return "has half of a surrogate pair";
  if (EMBEDDING.test(text)) return "has a bidirectional embedding or override (U+202A to U+202E); use isolates";
  return isolatesAreBalanced(text)
    ? null
    : "has a bidirectional isolate (U+2066 to U+2068) that does not end in its line";
}

function lengthFault(text: string, max: number): string | null {
  const isTooLong = text.length > max && [...text].length > max;
  return isTooLong ? `has more than ${max} characters` : null;
}

function isolatesAreBalanced(text: string): boolean {
  let open = 0;
  for (const [mark] of text.matchAll(/[\u2066-\u2069\n]/g)) {
    if (mark === "\u2069") open -= 1;
    else if (mark !== "\n") open += 1;
    if (open < 0 || (mark === "\n" && open > 0)) return false;
  }
  return open === 0;
}
