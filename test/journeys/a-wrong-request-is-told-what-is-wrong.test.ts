import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  INNER_NAMES,
  ODD_IDS,
  ODD_TYPES,
  strangers,
  WRONG_FIELDS,
  type WrongRequest,
} from "../support/hostile/wrong-requests.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openBystander } from "../support/readers/open-bystander.ts";
import type { ApiDocument } from "../support/requests/api-document.ts";
import { plainAsker } from "../support/requests/ask-plainly.ts";

const RUNS = 40;

interface Told {
  status: number;
  errors?: { pointer: string }[];
}

test("C8: who asks wrongly is told what is wrong, where, and nothing of it is kept", async (t) => {
  const london = await startLondon(t);
  const bystander = await openBystander(t, london);
  const ask = plainAsker(t, london.url);
  const story = JSON.stringify(aStory());
  const cases: WrongRequest[] = [
    ...[...strangers(london.token), ...ODD_TYPES, ...INNER_NAMES, ...WRONG_FIELDS, ...ODD_IDS],
  ];
  expect(cases.length).toBeGreaterThanOrEqual(64);
  for (const { what, path = "/v1/stories", headers = {}, body = story, status, pointer } of cases) {
    const known = { Authorization: `Bearer ${london.token}`, "Content-Type": "application/json" };
    const said = { ...known, "Idempotency-Key": randomUUID(), "Content-Length": String(Buffer.byteLength(body)) };
    const answer = await ask({ method: "POST", path, headers: { ...said, ...headers }, body });
    expect([answer.status, answer.type], `${what}: ${answer.text}`).toEqual([status, "application/problem+json"]);
    const { errors = [], ...told } = JSON.parse(answer.text) as Told;
    expect(told.status, what).toBe(status);
    if (pointer === undefined) continue;
    const pointers = errors.map((error) => error.pointer);
    expect(pointers, what).toContainEqual(expect.stringMatching(new RegExp(`^${pointer}(/|$)`)));
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  await bystander.isUnharmed();
});

/** What stands in no description, and is an address all the same. */
const UNDESCRIBED = [
  "/",
  "/story/{id}",
  "/story/{id}/{slug}",
  "/section/{section}",
  "/latest",
  "/assets/{file}",
].concat(["/problems/{name}", "/v1/docs", "/v1/docs/{file}", "/livez", "/readyz", "/{anything}", "/v1/{anything}"]);
const WORDS = [
  "__proto__",
  "constructor",
  "limit",
  "before",
  "after",
  "section",
  "rev",
  "q",
  "sid",
  "__proto__[limit]",
];
const VALUES = [
  "",
  "0",
  "-1",
  "1e9",
  "NaN",
  "null",
  "[object%20Object]",
  "9".repeat(20),
  "%00",
  "%E0%A4",
  "%",
  "'",
  "..%2f",
];
const NAMES = [
  "headers",
  "rev",
  "kind",
  "note",
  "topics",
  "section",
  "__proto__",
  "constructor",
  "releaseAt",
  "related",
];

const hostileText = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
);
const query = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...WORDS), hostileText), hostileText), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&"));
/** Never a story: a headline is always missing. */
const bodies = fc.oneof(
  fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 6 })).map((json) => JSON.stringify(json)),
  fc.jsonValue({ maxDepth: 20 }).map((json) => JSON.stringify([json])),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
const headerText = fc.string({ unit: fc.constantFrom(...'abc;,="*/0 \t\u00e9'), maxLength: 60 });
const oddHeaders = fc.dictionary(
  fc.constantFrom("Accept", "Accept-Encoding", "If-None-Match", "Range", "Cookie", "Last-Event-ID", "X-Forwarded-For"),
  headerText,
);
const aRequest = fc.record({
  parameters: fc.array(hostileText, { minLength: 2, maxLength: 2 }),
  query,
  headers: oddHeaders,
  bodies,
});

test("C8: whatever is made up for a route is answered as the route is described", { timeout: 120_000 }, async (t) => {
  const london = await startLondon(t);
  const bystander = await openBystander(t, london);
  const ask = plainAsker(t, london.url);
  const document = JSON.parse((await london.editor.ask("GET", "/v1/openapi.json")).text) as ApiDocument;
  const described = Object.entries(document.paths).flatMap(([path, calls]) =>
    Object.keys(calls).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const routes = [...described, ...UNDESCRIBED.map((path) => ({ method: "GET", path }))];
  const withoutEnd = new Set(["/v1/events/stream"]);
  for (const { method, path } of routes.filter((route) => !withoutEnd.has(route.path))) {
    await fc.assert(
      fc.asyncProperty(aRequest, async (made) => {
        let at = 0;
        const filled = path.replaceAll(/\{\w+\}/g, () => made.parameters[at++] || "x");
        const isWrite = method !== "GET";
        const body = Buffer.from(isWrite ? made.bodies : "");
        const known = { Authorization: `Bearer ${london.token}`, "Idempotency-Key": randomUUID() };
        const sized = { "Content-Type": "application/json", "Content-Length": String(body.length) };
        const headers = { ...made.headers, ...known, ...(isWrite && sized) };
        const answer = await ask({ method, path: `${filled}?${made.query}`, headers, body });
        expect(answer.status).toBeLessThan(500);
        if (isWrite) expect(answer.status).toBeGreaterThanOrEqual(400);
        const isPage = !path.startsWith("/v1/") && answer.type.startsWith("text/html");
        if (answer.status >= 400 && !isPage) expect(answer.type).toBe("application/problem+json");
      }),
      { numRuns: RUNS },
    );
  }
  await bystander.isUnharmed();
});

test("C8: a stream is begun from whatever place is made up for it, and its server stays well", async (t) => {
  const london = await startLondon(t);
  const bystander = await openBystander(t, london);
  const places = [...VALUES, "000000000000:1", `zzzzzzzzzzzz:${"9".repeat(15)}`, "x".repeat(7_000)];
  for (const place of places) {
    for (const path of [`?after=${place}`, `?after=${place}&after=x`, `?after[]=${place}`]) {
      const abort = new AbortController();
      const answer = await fetch(`${london.url}/v1/events/stream${path}`, {
        ...{ signal: abort.signal, headers: { "Last-Event-ID": place } },
      });
      expect([200, 422], path).toContain(answer.status);
      abort.abort();
    }
  }
  await bystander.isUnharmed();
});
