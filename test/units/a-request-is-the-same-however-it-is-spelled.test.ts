import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, hashOf } from "../../server/desk/stories/idempotency.ts";

const same = (one: string, other: string): boolean =>
  hashOf("POST", "/v1/stories", JSON.parse(one)).equals(hashOf("POST", "/v1/stories", JSON.parse(other)));

const PAIRS = [
  ['{"headline":"A","section":"uk"}', '{ "section" : "uk",\n\t"headline" : "A" }', true],
  ['{"a":{"b":1,"c":[1,2]}}', '{"a":{"c":[1,2],"b":1}}', true],
  ['{"a":"\\u00e9\\/"}', '{"a":"é/"}', true],
  ['{"a":1.0}', '{"a":1}', true],
  ['{"a":1,"a":2}', '{"a":2}', true],
  ['{"headline":"A "}', '{"headline":"A"}', false],
  ['{"a":"e\\u0301"}', '{"a":"é"}', false],
  ['{"urgency":"routine"}', "{}", false],
  ['{"a":[1,2]}', '{"a":[2,1]}', false],
  ['{"a":1}', '{"a":"1"}', false],
  ['{"a":null}', "{}", false],
  ['{"__proto__":{"a":1}}', "{}", false],
  ['{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}', false],
] as const;

test("G3: what was asked is told by its JSON, without order and space, before any default", () => {
  for (const [one, other, isSame] of PAIRS) expect(same(one, other), `${one} ${other}`).toBe(isSame);
});

test("G3: method and path are part of what was asked, and none runs into the next", () => {
  const asked = [
    hashOf("POST", "/v1/stories", {}),
    hashOf("DELETE", "/v1/stories", {}),
    hashOf("POST", "/v1/stories/1", {}),
    hashOf("POST", "/v1/stories\n{}", ""),
    hashOf("POST", "/v1/stories", "{}"),
  ].map((hash) => hash.toString("hex"));
  expect(new Set(asked).size).toBe(asked.length);
});

test("G3: the canonical form says the same as the JSON, whatever it is", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(canonicalJson(JSON.parse(text)))).toEqual(JSON.parse(text));
    }),
  );
});
