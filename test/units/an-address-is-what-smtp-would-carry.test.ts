import { expect, test } from "vitest";
import { readAddress } from "../../server/mailing/sign-up/read-address.ts";
import { sampleAddresses } from "../support/mail/sample-addresses.ts";

test("N1: an address is taken if mail can be sent to it, and refused if it is one in a header only, or none", () => {
  const wrong = sampleAddresses(process.env.LONDON_DAILY_DATA).filter(
    ({ address, isGood }) => (readAddress(address) !== null) !== isGood,
  );
  expect(wrong).toEqual([]);
});

test("N1: nothing that ends a line, adds a header or a recipient passes for an address", () => {
  const ends = ["\r\n", "\n", "\r", "\u0000", "\u2028"];
  const vectors = ends.flatMap((end) => [
    `kim@example.org${end}`,
    `kim@example.org${end}Bcc: ada@example.org`,
    `"kim${end}Bcc: ada@example.org"@example.org`,
    `kim@example.org${end}\u00fc.example`,
    `kim${end}@example.org`,
  ]);
  const lists = ["kim@example.org,ada@example.org", "kim@example.org ada@example.org", "Kim <kim@example.org>"];
  expect([...vectors, ...lists].filter((text) => readAddress(text) !== null)).toEqual([]);
});

test("N1: a domain in another script is written as mail servers know it, and its case does not count", () => {
  expect(readAddress("kim@b\u00fccher.example")).toBe("kim@xn--bcher-kva.example");
  expect(readAddress("kim@bu\u0308cher.example")).toBe("kim@xn--bcher-kva.example");
  expect(readAddress("Kim@EXAMPLE.org")).toBe("Kim@example.org");
  expect(readAddress("k\u00efm@example.org")).toBeNull();
});
