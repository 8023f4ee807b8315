import { randomInt } from "node:crypto";

const CODES = 10;
/** Without what is mistaken for something else: 0 and o, 1, i and l. */
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

/** Ten codes to be written down and typed: ten letters each in two groups, 49 bits. */
export function makeRecoveryCodes(): string[] {
  const group = (): string => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return Array.from({ length: CODES }, () => `${group()}-${group()}`);
}
