import { expect, test } from "vitest";
import { checkHistory } from "./checker/checker.ts";
import { EPOCH, type HandMade, handMade } from "./checker/hand-made.ts";

/** A breach, and how it is written into a history that is otherwise clean. */
type Breach = [what: string, write: (made: HandMade) => unknown];

/** Two stories that are on the wire, and a reader who has both. */
function twoStories(made: HandMade) {
  const reader = made.reader().comes();
  made.posts("a");
  made.posts("b");
  return reader.gets(1, 2).beats();
}

const LOST: Breach[] = [
  ["an accepted story that is not on the wire", loses],
  ["an accepted story whose number is another's", ({ posts }) => void Object.assign(posts("a"), { story: "b" })],
  [
    "an accepted story that is on the wire twice",
    ({ posts, history }) => {
      const event = posts("a");
      history.wire.events.push({ ...event, seq: ++history.wire.top, story: "again" });
    },
  ],
  [
    "two publishes that were told one number",
    ({ posts, writes }) => {
      posts("a");
      const said = { story: "a", rev: 1, status: "published", epoch: EPOCH, seq: 1 };
      writes({ is: "invoke", key: "other", act: "new" }, { is: "ok", key: "other", ...said });
    },
  ],
  [
    "an accepted story without a number that never came",
    ({ writes }) => {
      const said = { story: "a", rev: 1, status: "published" };
      writes({ is: "invoke", key: "one", act: "new" }, { is: "ok", key: "one", ...said });
    },
  ],
  ["a hole in the wire itself", ({ posts, history }) => void Object.assign(history.wire, { top: posts("a").seq + 1 })],
];

const INCOMPLETE: Breach[] = [
  [
    "a reader who stops before the top",
    (made) => {
      twoStories(made);
      made.posts("c");
    },
  ],
  [
    "a reader who returned, and lost what came in between",
    (made) => {
      const reader = twoStories(made).leaves();
      made.posts("c");
      made.posts("d");
      reader.comes({ mode: "live", complete: true }).beats();
    },
  ],
  [
    "a correction that a snapshot kept back",
    (made) => {
      const reader = twoStories(made).leaves();
      made.corrects("a");
      reader.comes({ mode: "snapshot", complete: false }).beats(3);
    },
  ],
  [
    "a reader who had it too late after the fault was healed",
    (made) => {
      const reader = made.reader().comes();
      made.posts("a");
      made.history.healedAt = made.passes(0);
      made.passes(16_000);
      reader.gets(1);
    },
  ],
  [
    "a reader who loses something on a later page",
    (made) => {
      twoStories(made);
      made.turnsPage();
      made.posts("c");
    },
  ],
  [
    "a reader who never came into the new epoch",
    (made) => {
      twoStories(made);
      made.restores(1);
    },
  ],
];

const TWICE: Breach[] = [
  ["a number twice on one connection", (made) => twoStories(made).gets(2)],
  ["a number at the cursor", (made) => twoStories(made).leaves().comes().gets(2)],
  ["a revision that is rendered twice", (made) => twoStories(made).leaves().comes().getsAs(2, { rendered: true })],
];

const INVERTED: Breach[] = [
  [
    "a lower number after a higher one",
    (made) => {
      const reader = twoStories(made);
      made.posts("c");
      made.posts("d");
      reader.gets(4, 3);
    },
  ],
  [
    "a snapshot that is out of order",
    (made) => {
      const reader = twoStories(made).leaves();
      made.corrects("a");
      made.corrects("b");
      reader.comes({ mode: "snapshot", complete: false }).gets(4, 3).beats(4);
    },
  ],
];

const UNLIKE: Breach[] = [
  ["other bytes for one reader", (made) => twoStories(made).leaves() && other(made)],
  ["another story under the same number", (made) => twoStories(made).leaves() && other(made, { story: "z" })],
  ["another revision under the same number", (made) => twoStories(made).leaves() && other(made, { rev: 7 })],
  [
    "two tombstones that differ",
    (made) => {
      const reader = twoStories(made).leaves();
      made.retracts("a");
      made.reader().comes({ mode: "live", top: 0 }).getsAs(1, { digest: "another stub" }).gets(2, 3);
      reader.comes().gets(3);
    },
  ],
  [
    "an event of another epoch on a connection",
    (made) => {
      const reader = twoStories(made);
      made.restores(2);
      made.posts("c");
      reader.gets(3);
    },
  ],
];

const INVENTED: Breach[] = [
  [
    "an event that the wire does not have",
    (made) => {
      const reader = twoStories(made);
      made.posts("c");
      reader.getsAs(3, { seq: 9 }).leaves();
    },
  ],
  [
    "a refused story that is on the wire",
    ({ posts, history }) => {
      const { key } = posts("a");
      history.publishers.splice(-1, 1, { is: "fail", key: key ?? "", status: 422, at: 0 });
    },
  ],
  [
    "an unknown outcome that happened twice",
    ({ posts, history }) => {
      const event = posts("a");
      history.publishers.splice(-1, 1, { is: "unknown", key: event.key ?? "", status: 503, at: 0 });
      history.wire.events.push({ ...event, seq: ++history.wire.top, story: "again" });
    },
  ],
  [
    "a retry that got another number",
    (made) => {
      const { key, ...event } = made.posts("a");
      made.posts("b");
      const said = { story: event.story, rev: 1, status: "published", epoch: EPOCH };
      made.writes({ is: "invoke", key: key ?? "", act: "new" }, { is: "ok", key: key ?? "", ...said, seq: 2 });
    },
  ],
];

const RESURRECTED: Breach[] = [
  [
    "an older revision that is rendered after a newer one",
    (made) => {
      const reader = twoStories(made);
      made.corrects("a");
      reader.gets(3).leaves().comes({ mode: "snapshot", complete: false }).getsAs(1, { rendered: true });
    },
  ],
  [
    "a text that is rendered after its retraction",
    (made) => {
      const reader = twoStories(made);
      made.retracts("a");
      reader.gets(3);
      made.posts("c");
      Object.assign(made.history.wire.events[3] ?? {}, { story: "a", rev: 1 });
      reader.getsAs(4, { rendered: true });
    },
  ],
  [
    "an older revision that is rendered on a later page than the newer one",
    (made) => {
      const reader = twoStories(made);
      made.corrects("a");
      reader.gets(3).beats();
      made.turnsPage();
      made.posts("c");
      Object.assign(made.history.wire.events[3] ?? {}, { story: "a", rev: 1 });
      reader.getsAs(4, { rendered: true });
    },
  ],
  [
    "a text in a replay of what was taken back",
    (made) => {
      const reader = made.reader().comes().leaves();
      made.posts("a");
      made.retracts("a");
      reader.comes().getsAs(1, { kind: "new", digest: "new a 1" }).gets(2);
    },
  ],
  [
    "an earlier epoch after a later one",
    (made) => {
      const reader = twoStories(made).leaves();
      const { history } = made;
      made.restores(2);
      reader.comes().catchesUp().leaves();
      made.reader().comes();
      const line = history.readers.find(({ is }) => is === "event");
      if (line) history.readers.push({ ...line, link: 3 });
    },
  ],
];

const UNPROVED: Breach[] = [
  [
    "a hole on a connection that was called complete",
    (made) => {
      const reader = twoStories(made);
      made.posts("c");
      made.posts("d");
      reader.gets(4).leaves();
    },
  ],
  [
    "a beat that vouches for what was not written",
    (made) => {
      const reader = twoStories(made);
      made.posts("c");
      reader.beats(3).leaves();
    },
  ],
  ["a snapshot that calls itself complete", (made) => hello(made, { mode: "snapshot", complete: true })],
  ["a cursor above the top that is called complete", (made) => hello(made, { mode: "resume", complete: true, top: 1 })],
  ["a replay that begins too late", lateReplay],
  [
    "a hole right behind the turn of a page",
    (made) => {
      const reader = twoStories(made);
      made.turnsPage();
      made.posts("c");
      made.posts("d");
      reader.gets(4).leaves();
    },
  ],
  ["an event before the hello", (made) => twoStories(made) && made.history.readers.splice(1, 1)],
];

const WITHOUT_REDIS: Breach[] = [
  [
    "a publish that was not accepted while only Redis was away",
    (made) => {
      made.history.onlyRedisFailed = true;
      made.writes({ is: "invoke", key: "a", act: "new" }, { is: "unknown", key: "a", status: 503 });
    },
  ],
  [
    "another epoch though only Redis was away",
    (made) => {
      made.history.onlyRedisFailed = true;
      twoStories(made).leaves();
      made.restores(2);
    },
  ],
];

const TOO_EARLY: Breach[] = [
  ["a story that went out before its time", (made) => releases(made, 60_000)],
  ["stories that went out long after their time", (made) => releases(made, -5_000)],
];

const TOO_SLOW: Breach[] = [
  [
    "events that take long while servers are restarted",
    (made) => {
      const reader = made.reader().comes();
      const { at } = made.posts("a");
      made.passes(3_000);
      reader.gets(1);
      made.history.delay = { from: at, to: at, p99Ms: 1_000 };
    },
  ],
];

/** A second reader who gets number 1 in another form. */
function other(made: HandMade, form: object = { digest: "other bytes" }): void {
  made.reader().comes({ mode: "live", top: 0 }).getsAs(1, form).leaves();
}

/** A reader who has been there is greeted like this, and leaves. */
function hello(made: HandMade, said: object): void {
  twoStories(made).leaves().comes(said).leaves();
}

function lateReplay(made: HandMade): void {
  twoStories(made);
  made.reader().comes({ mode: "live", top: 0 }).gets(2).leaves();
}

/** What was accepted is gone from the wire. */
function loses({ posts, history }: HandMade): void {
  posts("a");
  history.wire.events.pop();
}

/** A story is to be released `inMs` after the moment at which the wire says that it went out. */
function releases({ posts, history }: HandMade, inMs: number): void {
  const { at, key } = posts("a");
  history.publishers.unshift({ is: "invoke", key: key ?? "", act: "new", at, releaseAt: at + inMs });
}

/** The rules that a history with this breach is said to break. */
function rulesBrokenBy(write: Breach[1]): string[] {
  const made = handMade();
  write(made);
  return [...new Set(checkHistory(made.history).map(({ rule }) => rule))];
}

test.each(LOST)("I1: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toContain("I1"));
test.each(INCOMPLETE)("I2: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toContain("I2"));
test.each(TWICE)("I3: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toEqual(["I3"]));
test.each(INVERTED)("I4: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toContain("I4"));
test.each(UNLIKE)("I5: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toContain("I5"));
test.each(INVENTED)("I6: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toContain("I6"));
test.each(RESURRECTED)("I7: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toContain("I7"));
test.each(UNPROVED)("I8: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toContain("I8"));
test.each(WITHOUT_REDIS)("I9: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toEqual(["I9"]));
test.each(TOO_EARLY)("I14: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toEqual(["I14"]));
test.each(TOO_SLOW)("I2: the checker finds %s", (_what, write) => expect(rulesBrokenBy(write)).toEqual(["I15"]));
