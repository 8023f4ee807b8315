import { expect, test } from "vitest";
import { within } from "../support/deadline.ts";
import { copyWith, type Patch } from "./fire/broken-build.ts";
import { expectKept, openFire, untilAccepted } from "./fire/fire.ts";
import { lasts } from "./fire/lasts.ts";
import type { UnderFire } from "./fire/under-fire.ts";

/*
 * The proof of the proof: builds that are broken on purpose, each in one place, go through a short history, and the
 * checker must say which invariant is broken. A copy without any change must come through with nothing said.
 */

interface Broken {
  what: string;
  rule: string;
  patches: Patch[];
}

const SQL = "core/store/wire/commit-revision.sql";
const COMMIT = "server/desk/stories/commit.ts";

const BROKEN: Broken[] = [
  {
    what: "does not look whether it knows the key",
    rule: "I6",
    patches: [
      { file: SQL, from: /if found then(\s+outcome := case)/, to: "if false then$1" },
      { file: SQL, from: /(insert into idempotency [^;]+);/, to: "$1 on conflict do nothing;" },
    ],
  },
  {
    what: "does not look for holes",
    rule: "I2",
    patches: [{ file: "server/live/follow/follow-wire.ts", from: / && top <= ring\.top\) return;/, to: ") return;" }],
  },
  {
    what: "answers before the commit",
    rule: "I1",
    patches: [
      {
        file: COMMIT,
        from: /outcome = await (turns\.take\(.*\));\n/,
        to: `$1.catch(() => {});
    const answer = JSON.stringify({ id: act.story, rev: act.rev, status: "published" });
    outcome = { outcome: "accepted", answer, seq: null };\n`,
      },
    ],
  },
  {
    what: "leaves the texts of what was taken back in its memory",
    rule: "I7",
    patches: [{ file: "server/live/log/ring.ts", from: /if \(retraction\) takeBack\(retraction\);/, to: "" }],
  },
  {
    what: "does not move a reader's number",
    rule: "I3",
    patches: [{ file: "server/live/out/pump.ts", from: /reader\.written = batch\.upTo;/, to: "" }],
  },
  {
    what: "takes a cursor for the number before",
    rule: "I3",
    patches: [
      { file: "server/live/follow/join-wire.ts", from: /(mode: "resume".*written: cursor\.seq) }/, to: "$1 - 1 }" },
    ],
  },
  {
    what: "releases too early",
    rule: "I14",
    patches: [
      {
        file: SQL,
        from: /release_at <= clock_timestamp\(\)/,
        to: "release_at <= clock_timestamp() + interval '1 second'",
      },
    ],
  },
];

test.for(BROKEN)("G1: the checker catches a build that $what", async ({ rule, patches }, t) => {
  const fire = await openFire(t, { root: await copyWith(t, patches), comingAndGoing: 10, readersLine: true });
  await goThroughAll(fire);
  const { violations } = await fire.verdict();
  expect(violations.map((found) => found.rule)).toContain(rule);
});

test("G1: the checker says nothing of a copy in which nothing is changed", async (t) => {
  const fire = await openFire(t, { root: await copyWith(t, []), comingAndGoing: 10, readersLine: true });
  const healedAt = await goThroughAll(fire);
  await expectKept(fire, { healedAt });
});

/**
 * Requests that come twice, a message that is lost, a counter that cannot be had for a while, everybody away while stories
 * come and are taken back, and much coming and going. Returns the moment at which all was well again.
 */
async function goThroughAll(fire: UnderFire): Promise<number> {
  fire.publisher.begins(120);
  await untilAccepted(fire, 120);
  await within("a message to lose", fire.lines.serverRedis.trick("dropped", /^event /));
  await untilAccepted(fire, 30);
  const holder = await fire.hold("lock table wire_head in exclusive mode");
  await lasts(2_500);
  await holder.release();
  for (const line of fire.readersLines) line.cut({ staysCut: true });
  await untilAccepted(fire, 120);
  for (const line of fire.readersLines) line.heal();
  const healedAt = Date.now();
  await untilAccepted(fire, 60);
  fire.publisher.begins(0);
  await lasts(1_000);
  return healedAt;
}
