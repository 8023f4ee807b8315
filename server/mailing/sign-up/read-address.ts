import { isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";

/*
 * What counts as an address: what SMTP itself would carry (RFC 5321, 4.1.2), and nothing that is an address only in a
 * header: no comments, no folded lines, no obsolete syntax, no display names. There is no other way from a form into a
 * header or an envelope, so what passes here cannot end a line, add a recipient or hide a second address.
 *
 * Written rather than borrowed, because nothing is needed but this one form; and not by a pattern that guesses, because
 * what it refuses is somebody's address.
 */

const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;
const ATOM = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const QUOTED = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const STRAY = /[^\w.\u{80}-\u{10ffff}-]|\p{Cc}/u;
const NOT_ASCII = /[\u{80}-\u{10ffff}]/u;
const LITERAL = /^\[(?:IPv6:([0-9A-Fa-f:.]+)|([0-9.]+))\]$/i;

/** The address as it is written to: its domain in lower-case ASCII. Null: nothing can be sent there. */
export function readAddress(text: string): string | null {
  const at = text.lastIndexOf("@");
  if (at < 1) return null;
  const local = text.slice(0, at);
  if (local.length > MAX_LOCAL || !(ATOM.test(local) || QUOTED.test(local))) return null;
  const domain = readDomain(text.slice(at + 1).normalize("NFC"));
  if (domain === null) return null;
  const address = `${local}@${domain}`;
  return address.length <= MAX_ADDRESS ? address : null;
}

function readDomain(text: string): string | null {
  const [literal, ipv6, ipv4] = LITERAL.exec(text) ?? [];
  if (literal !== undefined) return isIPv6(ipv6 ?? "") || isIPv4(ipv4 ?? "") ? literal : null;
  if (STRAY.test(text)) return null; // domainToASCII is a browser's: it drops line ends and undoes percent signs
  const ascii = NOT_ASCII.test(text) ? domainToASCII(text) : text;
  return ascii.split(".").every((label) => LABEL.test(label)) ? ascii.toLowerCase() : null;
}
