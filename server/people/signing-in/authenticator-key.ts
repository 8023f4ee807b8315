/** What an authenticator is told, as its QR code's text and as letters to type. */
export interface AuthenticatorKey {
  /** otpauth://…: six digits every 30 s by HMAC-SHA-1, which is what every authenticator takes for granted. */
  uri: string;
  /** Base32 in groups of four. */
  letters: string;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function authenticatorKey(of: { secret: string; issuer: string; account: string }): AuthenticatorKey {
  const secret = base32(Buffer.from(of.secret));
  const [issuer, account] = [of.issuer, of.account].map(encodeURIComponent);
  return {
    uri: `otpauth://totp/${issuer}:${account}?secret=${secret}&issuer=${issuer}&digits=6&period=30`,
    letters: secret.replace(/(.{4})(?=.)/g, "$1 "),
  };
}

/** RFC 4648 without padding. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const quintets = bits.match(/.{1,5}/g) ?? [];
  return quintets.map((quintet) => BASE32[Number.parseInt(quintet.padEnd(5, "0"), 2)]).join("");
}
