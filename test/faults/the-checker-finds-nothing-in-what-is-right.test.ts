import { expect, test } from "vitest";
import { checkHistory, tell } from "./checker/checker.ts";
import { type HandMade, handMade } from "./checker/hand-made.ts";

const RIGHT: [what: string, write: (made: HandMade) => void][] = [
  ["a wire on which nothing happens", (made) => made.reader().comes().beats()],
  [
    "readers who come at different times",
    (made) => {
      const early = made.reader().comes();
      made.posts("a");
      early.gets(1);
      const late = made.reader().comes();
      made.posts("b");
      early.gets(2).beats();
      late.gets(2).beats();
    },
  ],
  [
    "an unknown outcome that did not happen, and one that did",
    (made) => {
      made.writes({ is: "invoke", key: "lost", act: "new" }, { is: "unknown", key: "lost", status: 0 });
      const { key } = made.posts("a");
      made.history.publishers.splice(-1, 1, { is: "unknown", key: key ?? "", status: 503, at: made.passes(1) });
    },
  ],
  [
    "a retry that got the first answer",
    (made) => {
      made.posts("a");
      made.history.publishers.push(...made.history.publishers.slice(-2));
    },
  ],
  [
    "a publish that was refused, and is nowhere",
    (made) => made.writes({ is: "invoke", key: "bad", act: "new" }, { is: "fail", key: "bad", status: 422 }),
  ],
  [
    "a publish that was refused with 503 first, and then accepted",
    (made) => {
      const { key } = made.posts("a");
      made.history.publishers.unshift({ is: "unknown", key: key ?? "", status: 503, at: 0 });
    },
  ],
  [
    "a correction and a retraction that readers saw live",
    (made) => {
      const reader = made.reader().comes();
      made.posts("a");
      reader.gets(1);
      made.corrects("a");
      reader.gets(2);
      made.retracts("a");
      reader.gets(3).beats();
    },
  ],
  [
    "a reader who was away, and gets stubs of what was taken back",
    (made) => {
      const reader = made.reader().comes().leaves();
      made.posts("a");
      made.posts("b");
      made.retracts("a");
      reader.comes().catchesUp();
    },
  ],
  [
    "a reader who moves to another server that has heard less, and catches up",
    (made) => {
      const reader = made.reader().comes();
      made.posts("a");
      reader.gets(1).leaves();
      made.posts("b");
      reader.comes({ top: 1 }).gets(2).beats();
    },
  ],
  [
    "a snapshot that leaves out old stories, and says so",
    (made) => {
      const reader = made.reader().comes().leaves();
      for (let i = 0; i < 150; i++) made.posts(`story ${i}`);
      made.corrects("story 3");
      const newest = Array.from({ length: 100 }, (_, i) => 51 + i);
      reader
        .comes({ mode: "snapshot", complete: false })
        .gets(...newest, 151)
        .beats(151);
    },
  ],
  [
    "a restore that cuts history, after which everybody starts anew",
    (made) => {
      const reader = made.reader().comes();
      made.posts("a");
      made.posts("b");
      reader.gets(1, 2).beats().leaves();
      made.restores(1);
      reader.comes().catchesUp();
      made.posts("c");
      reader.gets(2).beats();
    },
  ],
  [
    "a connection that ends in the middle of everything",
    (made) => {
      const reader = made.reader().comes();
      made.posts("a");
      made.posts("b");
      reader.gets(1).leaves().comes().leaves().comes().catchesUp();
    },
  ],
  [
    "readers who go on, stay away and come back while pages are turned",
    (made) => {
      const [there, away] = [made.reader().comes(), made.reader().comes()];
      made.posts("a");
      there.gets(1).beats();
      away.gets(1).leaves();
      made.turnsPage();
      made.corrects("a");
      there.gets(2).beats();
      made.turnsPage();
      made.posts("b");
      there.gets(3).beats();
      away.comes().catchesUp();
    },
  ],
  [
    "a story that is released at its time",
    (made) => {
      const { at, key } = made.posts("a");
      made.history.publishers.unshift({
        is: "invoke",
        key: key ?? "",
        act: "new",
        at: at - 9_000,
        releaseAt: at - 200,
      });
    },
  ],
];

test.each(RIGHT)("G1: the checker finds nothing wrong with %s", (_what, write) => {
  const made = handMade();
  write(made);
  expect(tell(checkHistory(made.history))).toBe("");
});
