import { expect, test } from "vitest";
import { QUEUE_NAMES } from "../../core/pipes/queues/queue-ends.ts";
import { readText, sourcesIn } from "../support/house/sources.ts";

const code = sourcesIn("core/", "server/", "workers/");

test("O4: every metric of the paper stands in operations.md, and none that it does not have", () => {
  const made = new Set(
    code.flatMap(({ text }) =>
      [...text.matchAll(/"(london_[a-z_]+)"|# TYPE (london_[a-z_]+)/g)].map(([, one, other]) => one ?? other),
    ),
  );
  const told = new Set([...metricsSection().matchAll(/`(london_[a-z_]+)`/g)].map(([, name]) => name));
  expect([...told].sort()).toEqual([...made].sort());
});

test("O4: every queue of the paper is among those that are watched", () => {
  const used = sourcesIn("core/pipes/").flatMap(({ text }) =>
    [...text.matchAll(/^const QUEUE = "(\w+)"/gm)].map(([, name]) => name),
  );
  expect(used.sort()).toEqual([...QUEUE_NAMES].sort());
});

function metricsSection(): string {
  const [, section = ""] = readText("docs/operations.md").split("\n## Metrics\n");
  return section.split("\n## ")[0] ?? "";
}
