import fc from "fast-check";
import { expect, test } from "vitest";
import { encode, messageOf } from "../../server/live/out/encodings.ts";
import { arrive, missing, noArrivals, tooMany } from "../bench/load/arrivals.ts";
import { createFrameScanner } from "../bench/load/frame-scanner.ts";
import { createResults } from "../bench/measure/results.ts";
import { median, percentile, spread } from "../bench/measure/spread.ts";

test("H14: frames are counted by their headers, however the bytes are cut", () => {
  const lengths = fc.array(fc.oneof(fc.nat(200), fc.integer({ min: 60_000, max: 70_000 })), { maxLength: 6 });
  fc.assert(
    fc.property(lengths, fc.array(fc.nat(), { maxLength: 30 }), (sizes, cuts) => {
      const messages = sizes.map((size) => messageOf("beat", "x".repeat(size)));
      const bytes = encode(messages, "frame") as Buffer;
      const heard: number[] = [];
      const scan = createFrameScanner(
        () => false,
        (opcode, length) => heard.push(opcode === 1 ? length : -1),
      );
      let from = 0;
      for (const cut of [...cuts.map((at) => at % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
        scan(bytes.subarray(from, cut));
        from = cut;
      }
      expect(heard).toEqual(sizes.map((size) => size + '42["beat",]'.length));
    }),
  );
});

test("H14: a delivery that did not come, and one that came again, are both seen", () => {
  const arrivals = noArrivals(3);
  for (const n of [1, 1, 1, 2, 2, 3]) arrive(arrivals, n, 10 * n);
  expect([missing(arrivals, 2), tooMany(arrivals, 2)]).toEqual([1, 1]);
});

test("H14: the middle, the tail and the spread of figures are what they are called", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(
    percentile(
      Array.from({ length: 200 }, (_, i) => i + 1),
      99,
    ),
  ).toBe(198);
  expect(spread([9, 10, 12])).toBeCloseTo(0.3);
});

test("H14: a claim is met or missed, and nothing is concluded of figures that scatter", () => {
  const figure = "CPU µs per delivery";
  const verdictOf = (values: number[], claim: number, whyNone: string | null = null): number => {
    const results = createResults();
    for (const value of values) results.add(figure, "ours", value);
    results.claimAtMost("ratio", claim, 1);
    return results.verdict(whyNone);
  };
  expect(verdictOf([10, 10, 11], 0.9)).toBe(0);
  expect(verdictOf([10, 10, 11], 1.1)).toBe(1);
  expect(verdictOf([10, 10, 20], 0.9)).toBe(3);
  expect(verdictOf([10, 10, 11], 0.9, "disturbed")).toBe(3);
});
