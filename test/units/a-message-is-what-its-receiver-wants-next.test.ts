import { expect, test } from "vitest";
import { createNewerOnly } from "../../client/follow/newer-only.ts";
import type { WireEvent } from "../../core/news/wire-event.ts";
import type { OwedEvent } from "../../core/store/webhooks/deliveries.ts";
import { bodyOf, nextStep, signed } from "../../workers/outgoing/message.ts";
import { touchedFeeds } from "../../workers/outgoing/tell.ts";

const epoch = "0f2000000001";
const wish = { epoch, seq: 10, events: ["headline" as const, "newsletter" as const], sections: [] as string[] };
const owed = (seq: number, ...sections: string[]): OwedEvent => ({
  ...{ seq, json: `{"seq":${seq}}`, sections },
  name: sections.length > 0 ? "headline" : "newsletter",
});
const from = (first: number, last: number, section = "uk") =>
  Array.from({ length: last - first + 1 }, (_, after) => owed(first + after, section));

test("X4: a message has at most a hundred events, and the next one goes on behind them", () => {
  const page = { epoch, top: 260, events: from(11, 260) };
  const step = nextStep(wish, page);
  expect(step?.upTo).toEqual({ epoch, seq: 110 });
  const body = bodyOf(step?.message ?? { id: "", type: "wire.reset", data: "" }, Date.UTC(2026, 10, 23, 14));
  const { type, timestamp, data } = JSON.parse(body) as { type: string; timestamp: string; data: { events: object[] } };
  expect([type, timestamp, data.events.length]).toEqual(["wire.events", "2026-11-23T14:00:00.000Z", 100]);
  expect(step?.message?.id).toBe(`${epoch}_11_110`);
});

test("X4: what is not wanted is passed over, without a message if there is nothing else", () => {
  const events = [owed(11, "sport"), owed(12, "uk"), owed(13, "uk", "sport"), owed(14), owed(15, "world")];
  const page = { epoch, top: 15, events };
  const sport = nextStep({ ...wish, sections: ["sport"] }, page);
  expect(sport?.upTo.seq).toBe(15);
  expect(JSON.parse(sport?.message?.data ?? "").events).toEqual([{ seq: 11 }, { seq: 13 }, { seq: 14 }]);
  expect(nextStep({ ...wish, sections: ["health"], events: ["headline"] }, page)).toEqual({
    ...{ upTo: { epoch, seq: 15 }, message: null },
  });
  expect(nextStep({ ...wish, seq: 15 }, { epoch, top: 15, events: [] })).toBeNull();
});

test("X4: a place in another epoch, or above the top, is reset to the top", () => {
  for (const place of [
    { epoch: "0e0000000001", seq: 5 },
    { epoch, seq: 16 },
  ]) {
    const step = nextStep({ ...wish, ...place }, { epoch, top: 15, events: from(6, 15) });
    expect(step?.upTo).toEqual({ epoch, seq: 15 });
    expect(step?.message).toMatchObject({ type: "wire.reset", data: `{"upTo":"${epoch}:15","events":[]}` });
  }
});

test("X4: a message is signed as Standard Webhooks has it, by its own example", () => {
  const headers = signed(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1_614_265_330_999,
    '{"test": 2432232314}',
  );
  expect(headers).toMatchObject({
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("X3: a hub is told of the paper's feeds and of those of the sections that were touched; anew, of all", () => {
  const site = { publicUrl: "https://paper.example", sections: [{ slug: "uk" }, { slug: "sport" }] };
  const place = { epoch, seq: 1 };
  expect(touchedFeeds(site, place, { epoch, seq: 2 }, [owed(2, "sport", "gone")])).toEqual(
    ["", "?section=sport"].flatMap((query) =>
      ["rss.xml", "atom.xml", "feed.json"].map((name) => `https://paper.example/feeds/${name}${query}`),
    ),
  );
  expect(touchedFeeds(site, { ...place, epoch: "0e0000000001" }, place, [])).toHaveLength(9);
});

test("I3, I7: the project's client lets each revision and each issue through once, and nothing older", () => {
  const isNewer = createNewerOnly(2);
  const told = (id: string, rev: number, of = epoch) => isNewer({ epoch: of, story: { id, rev } } as WireEvent);
  const issue = { epoch, seq: 1, at: "", newsletter: "a", issue: "1", subject: "", url: "" };
  expect([told("x", 2), told("x", 2), told("x", 1), told("x", 3)]).toEqual([true, false, false, true]);
  expect([told("x", 1, "0f2000000002"), told("x", 9)]).toEqual([true, false]);
  expect([isNewer(issue), isNewer({ ...issue, epoch: "0f2000000002" })]).toEqual([true, false]);
  told("y", 1); // one more than is kept: the oldest is forgotten
  expect(told("y", 1)).toBe(false);
});
