import { existsSync, readFileSync } from "node:fs";

/** An address, and whether mail can be sent to it. */
export interface JudgedAddress {
  address: string;
  isGood: boolean;
}

const ACCEPTED = ["VALID_CATEGORY", "DNSWARN", "RFC5321"];

const GOOD = ["kim@example.org", "kim+news@example.org", '"kim wright"@example.org', "kim@[192.0.2.1]", "k@b"];
const BAD = [
  ...["", "@", "kim", "kim@", "@example.org", "kim@@example.org", "kim..w@example.org", ".kim@example.org"],
  ...["kim@-example.org", "kim@example..org", "kim@[300.1.1.1]", "kim(x)@example.org", "<kim@example.org>"],
];

/**
 * Addresses of our own and, where LONDON_DAILY_DATA names a folder with them, the collected ones with their verdicts. They
 * name real domains: they go to a sink, and nowhere else.
 */
export function sampleAddresses(folder: string | undefined): JudgedAddress[] {
  const linesOf = (file: string): Record<string, string>[] =>
    folder !== undefined && existsSync(`${folder}/${file}`)
      ? readFileSync(`${folder}/${file}`, "utf8")
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : [];
  const collected = linesOf("hostile/email-addresses.jsonl").map(({ address = "", category = "" }) => ({
    address,
    isGood: ACCEPTED.includes(category),
  }));
  const examples = linesOf("addresses/rfc-examples.jsonl").map(({ address = "" }) => ({ address, isGood: true }));
  if (collected.length === 0) {
    console.warn("LONDON_DAILY_DATA names no folder with addresses: a few of our own stand in for them");
  }
  const judged = (isGood: boolean) => (address: string) => ({ address, isGood });
  return [...GOOD.map(judged(true)), ...BAD.map(judged(false)), ...collected, ...examples];
}
