/*
 * What has become of this server's canaries: when each hop was passed, and whether the way is open.
 *
 * Promise   Green means that a canary of the last 10 s was observed on every hop; red names the first hop that is not
 *           passed. Nothing is concluded from what ought to be.
 * Idea      A canary that misses one stamp has not come through, even if it was delivered: with Redis away servers read
 *           the store, readers get the news a little later, and the stamp that is missing says why. What came through
 *           before says nothing, so the state is a function of the stamps and the time, and needs no switch that could
 *           be left in the wrong place. What counts is when a canary began, not when its last stamp was seen: a
 *           stamp that comes late says nothing of the time since.
 * Not so    Naming the hop by what is known to be down (Redis does not answer, a heartbeat is missing). That would find
 *           the faults one has thought of.
 */

/** In the order in which they are passed. */
export const HOPS = ["store", "queue", "worker", "fan-out", "channel", "delivery"] as const;
export type Hop = (typeof HOPS)[number];

export interface CanaryState {
  /** `waiting`: the first ones are under way. */
  status: "waiting" | "green" | "red";
  /** Where canaries are lost; null unless red. */
  brokenHop: Hop | null;
  /** Since the newest that came through began, or since the first began. */
  silentMs: number;
}

export const RED_AFTER_MS = 10_000;
/** Who has not passed a hop by then is waiting at it. */
const DUE_AFTER_MS = 3_000;
/** Workers write what they saw four times a second; nobody needs to look before. */
const STAMPED_AFTER_MS = 300;

interface Flight {
  story: string;
  seq: number | null;
  begunMs: number;
  /** When each hop was seen to be passed. */
  passed: Map<Hop, number>;
}

export interface Flights {
  begin(story: string): void;
  /** The commit of this one was answered with its number. */
  committed(story: string, seq: number): void;
  /** It was seen past this hop. Others' canaries, and those that are too late to count, are passed over. */
  passed(hop: Hop, of: { story: string } | { seq: number }): void;
  /** Numbers of which it should be known by now what workers saw of them. */
  unstamped(): number[];
  state(): CanaryState;
  /** Since a canary was last seen past this hop, or since the first began. */
  hopAgeMs(hop: Hop): number;
}

/** `now` gives milliseconds that never go back; `onWhole` hears of each that passed every hop how long it took to its reader. */
export function createFlights(now: () => number, onWhole: (tookMs: number) => void): Flights {
  const passedMs = new Map<Hop, number>();
  let flights: Flight[] = [];
  let startedMs: number | null = null;
  /** When the newest that came through began. */
  let wholeMs: number | null = null;

  const sinceMs = (at: number | null | undefined): number => now() - (at ?? startedMs ?? now());
  const ageMs = ({ begunMs }: Flight): number => now() - begunMs;
  const counts = (flight: Flight): boolean => ageMs(flight) < RED_AFTER_MS;
  const newestDue = (): Flight | undefined => flights.findLast((flight) => ageMs(flight) >= DUE_AFTER_MS);

  function pass(hop: Hop, flight: Flight | undefined): void {
    if (!flight || flight.passed.has(hop) || !counts(flight)) return;
    flight.passed.set(hop, now());
    passedMs.set(hop, now());
    if (flight.passed.size < HOPS.length) return;
    flights = flights.filter((other) => other !== flight);
    wholeMs = Math.max(wholeMs ?? 0, flight.begunMs);
    onWhole((flight.passed.get("delivery") ?? now()) - flight.begunMs);
  }

  function begin(story: string): void {
    startedMs ??= now();
    const due = newestDue();
    flights = flights.filter((flight) => counts(flight) || flight === due); // so that there is one to name the hop by
    flights.push({ story, seq: null, begunMs: now(), passed: new Map() });
  }

  return {
    begin,
    committed(story, seq) {
      const flight = flights.find((each) => each.story === story);
      if (flight) flight.seq = seq;
      pass("store", flight);
    },
    passed(hop, of) {
      pass(
        hop,
        flights.find((each) => ("story" in of ? each.story === of.story : each.seq === of.seq)),
      );
    },
    unstamped: () =>
      flights
        .filter((flight) => counts(flight) && ageMs(flight) >= STAMPED_AFTER_MS)
        .filter(({ passed }) => !passed.has("worker") || !passed.has("fan-out"))
        .flatMap(({ seq }) => seq ?? []),
    state() {
      const silentMs = sinceMs(wholeMs);
      if (silentMs <= RED_AFTER_MS)
        return { status: wholeMs === null ? "waiting" : "green", brokenHop: null, silentMs };
      return { status: "red", brokenHop: firstMissing(newestDue()), silentMs };
    },
    hopAgeMs: (hop) => sinceMs(passedMs.get(hop)),
  };
}

/** Of the one that had time enough; there is one as soon as it can be red, but for a process that stood still. */
function firstMissing(flight: Flight | undefined): Hop {
  return HOPS.find((hop) => !flight?.passed.has(hop)) ?? "store";
}
