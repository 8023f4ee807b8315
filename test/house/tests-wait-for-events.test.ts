import { expect, test } from "vitest";
import { dottedName, nodesOf, placeIn, sourcesIn } from "../support/house/sources.ts";

/** Where something in test/ may let time pass, and why that is no test waiting for luck. */
const MAY_PAUSE: Record<string, string> = {
  "test/support/deadline.ts": "the one place that knows how long anything may take",
  "test/support/push/push-host.ts": "a push service that takes its time to answer",
  "test/support/mail/mail-sink.ts": "the time that a relay takes to write a mail down",
  "test/support/people/publisher.ts": "a publisher's own pause before it sends again",
};

const tests = sourcesIn("test/").filter(({ path }) => !/^test\/(bench|data)\//.test(path));

test("H10: a test waits for an event with a deadline, never for time to pass", () => {
  const pauses = tests
    .filter(({ path }) => !(path in MAY_PAUSE))
    .flatMap((source) => [
      ...[...nodesOf(source.program)]
        .filter(({ type, callee }) => type === "CallExpression" && isPause(dottedName(callee)))
        .map((node) => placeIn(source, node.start)),
      ...source.imports.filter(({ specifier }) => /^node:timers/.test(specifier)).map(() => source.path),
    ]);
  expect(pauses).toEqual([]);
});

test("H10: every test runs, and runs once", () => {
  const left = tests.flatMap((source) =>
    [...nodesOf(source.program)]
      .filter(({ type }) => type === "MemberExpression")
      .filter((node) =>
        /^(test|it|describe|suite)\.(.*\.)?(skip|only|todo|fails|skipIf|runIf)$/.test(dottedName(node) ?? ""),
      )
      .map((node) => placeIn(source, node.start)),
  );
  const again = tests.filter(({ text }) => /\bretry:\s*[1-9]/.test(text)).map(({ path }) => path);
  expect([...left, ...again]).toEqual([]);
});

test("H10: no part of the house is replaced in a test of it", () => {
  const replaced = tests.flatMap((source) =>
    [...nodesOf(source.program)]
      .filter(({ type }) => type === "MemberExpression")
      .filter((node) => /^vi\.(mock|doMock|hoisted)$/.test(dottedName(node) ?? ""))
      .map((node) => placeIn(source, node.start)),
  );
  expect(replaced).toEqual([]);
});

function isPause(name: string | null): boolean {
  return /^(globalThis\.)?(setTimeout|setInterval|sleep|pause|delay|wait)$/.test(name ?? "");
}
