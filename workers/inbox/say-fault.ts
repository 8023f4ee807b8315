import { refusedAddress } from "../guarded-line.ts";

const WORDS: Record<string, string> = {
  ENOTFOUND: "There is no server of the name HOST.",
  EAI_AGAIN: "Nobody could say at the moment where HOST is.",
  ECONNREFUSED: "HOST does not take connections.",
  ECONNRESET: "HOST broke the connection off.",
  EPIPE: "HOST broke the connection off.",
  ETIMEDOUT: "HOST does not answer.",
  EHOSTUNREACH: "There is no way to HOST from here.",
  ENETUNREACH: "There is no way to HOST from here.",
  HPE_HEADER_OVERFLOW: "The headers that HOST sends are too long.",
};

/** Why a server could not be asked, in a sentence for whoever looks after the source. */
export function sayFault(failure: unknown, host: string): string {
  const { code = "" } = failure as NodeJS.ErrnoException;
  const refused = refusedAddress(failure);
  if (refused !== null) {
    return `This leads to ${refused}, which is not on the public internet; nothing was asked there.`;
  }
  const known = WORDS[code];
  if (known) return known.replace("HOST", host);
  if (/^(CERT|DEPTH|UNABLE|SELF|ERR_TLS)/.test(code)) return `The certificate of ${host} is not good: ${code}.`;
  if (/^HPE_/.test(code)) return `What ${host} answers is no HTTP.`;
  if (/^(Z_|ERR__?Z|ERR_BROTLI|ERR_)/.test(code)) return `What ${host} sends cannot be unpacked, or ends early.`;
  return `${host} could not be asked${code ? `: ${code}` : ""}.`;
}
