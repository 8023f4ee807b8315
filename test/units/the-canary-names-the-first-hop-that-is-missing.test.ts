import { expect, test } from "vitest";
import { createFlights, type Flights, HOPS, type Hop, RED_AFTER_MS } from "../../server/canary/flights.ts";

interface Sky {
  flights: Flights;
  whole: number[];
  /** Lets time pass. */
  later(ms: number): void;
  /** A canary that is committed, if at all, as this number, and passes these hops at once. */
  flies(seq: number | null, ...hops: Hop[]): void;
  /** One every 2 s for so long, each as far as these hops. */
  fliesFor(ms: number, ...hops: Hop[]): void;
}

function openSky(): Sky {
  let nowMs = 5_000;
  let next = 1;
  const whole: number[] = [];
  const flights = createFlights(
    () => nowMs,
    (tookMs) => whole.push(tookMs),
  );
  const sky: Sky = {
    ...{ flights, whole },
    later: (ms) => {
      nowMs += ms;
    },
    flies(seq, ...hops) {
      const story = `canary ${seq ?? `unknown ${nowMs}`}`;
      flights.begin(story);
      if (seq !== null) flights.committed(story, seq);
      for (const hop of hops) flights.passed(hop, { story });
    },
    fliesFor(ms, ...hops) {
      for (let passed = 0; passed < ms; passed += 2_000) {
        const isCommitted = hops.includes("store");
        sky.flies(isCommitted ? next++ : null, ...hops);
        sky.later(2_000);
      }
    },
  };
  return sky;
}

test("I16: nothing is green before a canary has passed every hop, whatever the order of its stamps", () => {
  const { flights, whole, later } = openSky();
  flights.begin("a");
  later(40);
  for (const hop of ["delivery", "channel"] as const) flights.passed(hop, { story: "a" }); // before the commit is answered
  flights.committed("a", 1);
  flights.passed("fan-out", { seq: 1 });
  flights.passed("queue", { seq: 1 });
  later(700);
  expect(flights.state()).toEqual({ status: "waiting", brokenHop: null, silentMs: 740 });
  flights.passed("worker", { seq: 1 });
  expect([flights.state(), whole]).toEqual([{ status: "green", brokenHop: null, silentMs: 740 }, [40]]);
});

test.for(HOPS.map((hop, place) => ({ hop, before: HOPS.slice(0, place), after: HOPS.slice(place + 1) })))(
  "I16: 10 s after the last canary that came through it is red and names $hop, whatever was seen behind it",
  ({ hop, before, after }) => {
    const sky = openSky();
    sky.fliesFor(4_000, ...HOPS);
    sky.fliesFor(RED_AFTER_MS - 2_000, ...before, ...(hop === "store" ? [] : after));
    expect(sky.flights.state().status).toBe("green");
    sky.later(1);
    expect(sky.flights.state()).toEqual({ status: "red", brokenHop: hop, silentMs: RED_AFTER_MS + 1 });
    sky.fliesFor(60_000, ...before);
    expect(sky.flights.state()).toMatchObject({ status: "red", brokenHop: hop });
    sky.fliesFor(2_000, ...HOPS);
    expect(sky.flights.state()).toMatchObject({ status: "green", brokenHop: null });
  },
);

test("I16: the hop is that of the newest canary that had time enough, so a second fault is named, too", () => {
  const sky = openSky();
  sky.fliesFor(16_000, "store", "queue");
  expect(sky.flights.state().brokenHop).toBe("worker");
  sky.fliesFor(2_000);
  expect(sky.flights.state().brokenHop).toBe("worker");
  sky.fliesFor(2_000);
  expect(sky.flights.state().brokenHop).toBe("store");
});

test("I16: when nothing can even begin any more the last one still names the hop", () => {
  const sky = openSky();
  sky.flies(1, "queue");
  sky.later(10 * 60_000);
  expect(sky.flights.state()).toMatchObject({ status: "red", brokenHop: "worker" });
  expect(openSky().flights.state().brokenHop).toBeNull();
});

test("I16: one that comes through later than 10 s after its beginning proves nothing", () => {
  const sky = openSky();
  sky.flies(1, "queue");
  sky.later(RED_AFTER_MS);
  for (const hop of HOPS) sky.flights.passed(hop, { seq: 1 });
  sky.later(1);
  expect([sky.flights.state().status, sky.whole]).toEqual(["red", []]);
});

test("I16: a last stamp that is seen late does not put the alarm off, and an older canary does not either", () => {
  const sky = openSky();
  sky.flies(1, "store", "queue", "fan-out", "channel", "delivery");
  sky.later(2_000);
  sky.flies(2, ...HOPS);
  sky.flies(3, "queue");
  sky.later(RED_AFTER_MS - 3_000);
  sky.flights.passed("worker", { seq: 1 });
  expect(sky.whole).toHaveLength(2);
  sky.later(3_000);
  expect(sky.flights.state()).toMatchObject({ status: "green", silentMs: RED_AFTER_MS });
  sky.later(1);
  expect(sky.flights.state()).toMatchObject({ status: "red", brokenHop: "worker" });
});

test("I16: others' canaries count for nothing", () => {
  const { flights, whole } = openSky();
  flights.begin("a");
  flights.committed("b", 1);
  for (const hop of HOPS) {
    flights.passed(hop, { story: "b" });
    flights.passed(hop, { seq: 1 });
  }
  expect([flights.state().status, whole]).toEqual(["waiting", []]);
});

test("I16: workers' stamps are asked for only of those that lack them, and not at once", () => {
  const { flights, flies, later } = openSky();
  flies(1, "queue", "worker", "fan-out");
  flies(2, "queue", "worker");
  flies(null);
  expect(flights.unstamped()).toEqual([]);
  later(300);
  expect(flights.unstamped()).toEqual([2]);
  later(RED_AFTER_MS);
  expect(flights.unstamped()).toEqual([]);
});

test("O4: of each hop it is told how long ago a canary was seen past it", () => {
  const { flights, flies, later } = openSky();
  later(60_000);
  expect([flights.state().status, HOPS.map(flights.hopAgeMs)]).toEqual(["waiting", HOPS.map(() => 0)]);
  flies(null);
  later(1_000);
  flies(1, "queue");
  later(2_000);
  expect(HOPS.map(flights.hopAgeMs)).toEqual([2_000, 2_000, 3_000, 3_000, 3_000, 3_000]);
});
