import { expect, test } from "vitest";
import { judgeAnswer } from "../../workers/push/judge-answer.ts";
import { pushMessage, topicOf } from "../../workers/push/push-text.ts";

const NOW = Date.parse("2026-11-26T09:00:00.000Z");

test.each<[said: string, status: number, retryAfter: string | undefined, state: string, restMs: number]>([
  ["taken", 201, undefined, "sent", 0],
  ["taken, without a word", 204, undefined, "sent", 0],
  ["moved: nothing is followed", 307, undefined, "failed", 0],
  ["malformed", 400, undefined, "failed", 0],
  ["not ours", 403, undefined, "failed", 0],
  ["unknown", 404, undefined, "pruned", 0],
  ["gone", 410, undefined, "pruned", 0],
  ["too large", 413, undefined, "failed", 0],
  ["too many, for some seconds", 429, "7", "waiting", 7_000],
  ["too many, until then", 429, "Thu, 26 Nov 2026 09:02:00 GMT", "waiting", 120_000],
  ["too many, until before now", 429, "Thu, 26 Nov 2026 08:00:00 GMT", "waiting", 1_000],
  ["too many, for days", 429, "999999", "waiting", 3_600_000],
  ["too many, for how long nobody knows", 429, "soon", "waiting", 60_000],
  ["too many, and no word", 429, undefined, "waiting", 60_000],
  ["away for a while", 503, "5", "waiting", 5_000],
  ["broken", 500, undefined, "waiting", 0],
])("N6: a push service that says %s (%i, Retry-After %s): %s", (_said, status, retryAfter, state, restMs) => {
  expect(judgeAnswer({ status, retryAfter, why: "" }, 1, NOW)).toMatchObject({ state, restMs });
});

test("N6: what is tried again is tried later each time, and never later than five minutes", () => {
  const waits = Array.from({ length: 40 }, (_, i) =>
    judgeAnswer({ status: 0, retryAfter: undefined, why: "x" }, i + 1, NOW),
  );
  expect(waits.every(({ state }) => state === "waiting")).toBe(true);
  for (const [i, { waitMs }] of waits.entries()) {
    const middleMs = Math.min(300_000, 1_000 * 2 ** i);
    expect(waitMs).toBeGreaterThanOrEqual(middleMs * 0.75);
    expect(waitMs).toBeLessThanOrEqual(middleMs * 1.25);
  }
});

test("N6, I7: a push holds the story's words, cut between characters, and of what was taken back none", () => {
  const target = {
    ...{ storyId: "s", device: "d", rev: 2, what: "alert" as const, attempts: 1, urgency: "flash", slug: "a-fire" },
    ...{ endpoint: "", origin: "", p256dh: "", auth: "", ttlS: 60, at: new Date(NOW), note: null },
    ...{ headline: "A fire", standfirst: "👩‍🚒".repeat(200), excerpt: "It burns." },
  };
  const whole = pushMessage(target, false);
  expect(whole).toMatchObject({ story: "s", rev: 2, title: "A fire", path: "/story/s/a-fire" });
  expect(whole.body.isWellFormed()).toBe(true);
  expect([...whole.body].length).toBeLessThanOrEqual(240);
  expect(pushMessage(target, true).body).toBe("");
  expect(pushMessage({ ...target, standfirst: "" }, false).body).toBe("It burns.");
  const back = pushMessage({ ...target, what: "withdrawal", note: "There was none." }, false);
  expect(JSON.stringify(back)).not.toMatch(/fire|burns|👩/);
  expect(back).toMatchObject({ title: "Withdrawn", body: "There was none.", path: "/story/s/retracted" });
  expect(topicOf("01a20a33-92e7-70be-ba1a-82af553d392f")).toMatch(/^[\w-]{32}$/);
});
