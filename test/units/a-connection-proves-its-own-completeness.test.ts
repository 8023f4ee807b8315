import { expect, test } from "vitest";
import { followBeat, followEvent, startTrack, type Track, waitMs } from "../../client/follow/wire-track.ts";
import { liveWords } from "../../client/paper/live/live-state.ts";
import type { Hello } from "../../core/pipes/live-events.ts";

const epoch = "0f2000000001";
const now = "2026-11-23T14:07:31.000Z";
const hello = (mode: Hello["mode"], top: number): Hello => ({
  ...{ epoch, top, now, mode },
  ...{ complete: mode !== "snapshot", acks: false, retryAfterMs: 500 },
});
const beat = (top: number) => ({ epoch, top, now });

/** The track after these numbers, or where the hole was. */
function after(track: Track, ...numbers: number[]): Track | "hole" {
  return numbers.reduce<Track | "hole">((at, seq) => (at === "hole" ? at : followEvent(at, seq)), track);
}

function track(found: Track | "hole"): Track {
  if (found === "hole") throw new Error("a hole where none was expected");
  return found;
}

test("I2: a live connection goes on from the top, one by one", () => {
  const live = startTrack(hello("live", 7), null);
  expect(after(live, 8, 9)).toMatchObject({ last: 9 });
  expect(after(live, 9)).toBe("hole");
  expect(after(live, 7)).toBe("hole");
});

test("I2: a resumed connection goes on from the cursor that was sent, not from the top", () => {
  const resumed = startTrack(hello("resume", 9), { epoch, seq: 5 });
  expect(after(resumed, 6, 7, 8, 9)).toMatchObject({ last: 9 });
  expect(after(resumed, 6, 8)).toBe("hole");
});

test("I2: a beat that says more, or less, than what came is a hole", () => {
  const resumed = track(after(startTrack(hello("resume", 6), { epoch, seq: 5 }), 6));
  expect(followBeat(resumed, beat(6))).toMatchObject({ last: 6, isReplaying: false });
  expect(followBeat(resumed, beat(7))).toBe("hole");
  expect(followBeat(resumed, beat(5))).toBe("hole");
  expect(followBeat(resumed, { ...beat(6), epoch: "0f2000000002" })).toBe("hole");
});

test("I8: a snapshot may leave numbers out until its beat, and none after", () => {
  const rising = track(after(startTrack(hello("snapshot", 90), { epoch, seq: 5 }), 20, 80));
  expect(after(rising, 79)).toBe("hole");
  const whole = track(followBeat(rising, beat(90)));
  expect(whole).toMatchObject({ last: 90, isReplaying: false });
  expect(after(whole, 91)).toMatchObject({ last: 91 });
  expect(after(whole, 92)).toBe("hole");
});

test("R5: the first wait is the server's, the others full jitter up to five seconds", () => {
  expect(waitMs(1, 800, () => 1)).toBe(800);
  expect(waitMs(2, 800, () => 1)).toBe(5_000);
  expect(waitMs(9, 800, () => 0)).toBe(0);
});

test("R4: the state is told with the time that it is true of", () => {
  const at = Date.parse(now);
  expect(liveWords("live", at, "Europe/London")).toBe("Live · updated 14:07:31");
  expect(liveWords("reconnecting", at, "Europe/London")).toBe("Reconnecting… · updated 14:07:31");
  expect(liveWords("stale", at, "Europe/London")).toBe("May be stale · last update 14:07:31");
  expect(liveWords("stale", null, "Europe/London")).toBe("May be stale");
});
