import { expect, test } from "vitest";
import { createOriginCheck } from "../../server/http/callers/origins.ts";

const deployed = createOriginCheck({
  publicUrl: "https://london.example",
  allowedOrigins: ["https://london.example", "https://desk.example:8443"],
});
const onALaptop = createOriginCheck({ publicUrl: "http://localhost:3000", allowedOrigins: [] });
const onPortEighty = createOriginCheck({ publicUrl: "http://127.0.0.1", allowedOrigins: [] });

const CASES = [
  [deployed, "https://london.example", true],
  [deployed, "https://desk.example:8443", true],
  [deployed, undefined, true],
  [deployed, "http://london.example", false],
  [deployed, "https://london.example:444", false],
  [deployed, "https://london.example.evil.example", false],
  [deployed, "https://evil.example", false],
  [deployed, "http://localhost:3000", false],
  [deployed, "null", false],
  [deployed, "", false],
  [onALaptop, "http://localhost:3000", true],
  [onALaptop, "http://127.0.0.1:3000", true],
  [onALaptop, "http://[::1]:3000", true],
  [onALaptop, "http://localhost:3001", false],
  [onALaptop, "http://localhost", false],
  [onALaptop, "https://localhost:3000", false],
  [onALaptop, "http://localhost.evil.example:3000", false],
  [onPortEighty, "http://localhost", true],
  [onPortEighty, "http://[::1]", true],
  [onPortEighty, "http://localhost:8080", false],
] as const;

test("X1: an Origin is accepted if it is the paper's own or listed", () => {
  for (const [isAccepted, origin, expected] of CASES) expect(isAccepted(origin), String(origin)).toBe(expected);
});
