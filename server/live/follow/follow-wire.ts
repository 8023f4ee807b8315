import type { EncodedEvent, WireHead, WirePage } from "../../../core/news/wire-event.ts";
import { REPLAY_AT_MOST } from "../../../core/pipes/live-events.ts";
import type { WireListener } from "../../../core/pipes/wire-channel.ts";
import { repeat } from "../../../core/process/repeat.ts";
import { createAwaitedNumbers } from "../log/awaited-numbers.ts";
import { createRing, type Entry, type Ring } from "../log/ring.ts";
import { isCut } from "./cut-history.ts";
import { createLastProof } from "./last-proof.ts";

/*
 * Stop 6. Keeps this server's ring in step with the wire: what the channel brings is applied strictly in order; a hole
 * is filled from the store, in one flight however often it is noticed. A heartbeat that names our top proves that we
 * have missed nothing. Without one for 1.5 s (Redis or every worker gone) the store itself is read, twice a second, so
 * readers still get the news. With heartbeats it is read every 5 s all the same, to see that what this server has shown is
 * still there: an older copy of the store may have been put in place, and no worker need have noticed.
 */

const POLL_MS = 500;
const FILL_PAGE = 500;
const HEARD_WITHIN_MS = 250;

export interface WireFollower {
  ring(): Ring;
  /** The furthest place on the wire that this server knows of, shown or only heard of. */
  seen(): WireHead;
  /** Whether the top is known to have been the wire's within the last 5 s. */
  isSure(): boolean;
  /** Whether a worker's heartbeat was heard lately. */
  hearsWorkers(): boolean;
  /**
   * Resolves when this number has come by; at once while no worker is heard, and in any case within a quarter of a second.
   * An editor who is answered after it finds the act on this server's own pages.
   */
  untilHeard(seq: number): Promise<void>;
  /** Reads the store now, or joins the reading in hand. Throws when it is away. */
  refill(): Promise<void>;
  /** Since a worker was last heard, and since the store was last read to its end. */
  ages(): { heardMs: number; readMs: number };
  /** To be given to the channel. */
  listener: WireListener;
  close(): Promise<void>;
}

export interface FollowerParts {
  readNewest: (limit: number) => Promise<WirePage>;
  readAfter: (after: number, limit: number) => Promise<WirePage>;
  /** Gives the wire a new epoch, later than `seen`, if its epoch is still `old`: its history was cut. */
  beginNewEpoch: (old: string, seen: string) => Promise<unknown>;
  /** Events in the ring at most. */
  keeps?: number;
  /** Each new event, in order, once. */
  onEntry: (entry: Entry) => void;
  /** The wire has another identity: the ring was loaded anew. */
  onNewEpoch: () => void;
  /** The channel named a number before which something is missing here. */
  onHole?: (() => void) | undefined;
  /** The store was read for what is missing, or could not be. */
  onRefill?: ((outcome: "read" | "failed") => void) | undefined;
}

/** Loads the ring from the store, then follows. */
export async function followWire(parts: FollowerParts): Promise<WireFollower> {
  const { readAfter, beginNewEpoch, onEntry, onNewEpoch, onHole, onRefill } = parts;
  let ring = await loadRing(parts);
  const proof = createLastProof();
  let filling: Promise<void> | null = null;
  const awaited = createAwaitedNumbers();
  /** The highest number that the channel has named in this epoch. */
  let heardTop = 0;

  function apply(event: EncodedEvent): void {
    if (event.seq !== ring.top + 1) return;
    onEntry(ring.append(event));
    awaited.came(event.seq);
  }

  async function untilHeard(seq: number): Promise<void> {
    if (ring.top < seq && proof.hearsWorkers()) await awaited.wait(seq, HEARD_WITHIN_MS);
  }

  const seen = (): WireHead => ({ epoch: ring.epoch, top: Math.max(ring.top, heardTop) });

  async function fill(): Promise<void> {
    for (;;) {
      const known = seen();
      const [newest] = ring.between(Math.max(ring.floor, ring.top - 1), ring.top);
      const page = await readAfter(newest ? newest.seq - 1 : ring.top, FILL_PAGE);
      if (isCut(page, known, newest)) {
        await beginNewEpoch(page.epoch, known.epoch); // whoever does it, the next reading brings it
        continue;
      }
      if (page.epoch !== ring.epoch) {
        ring = await loadRing(parts);
        heardTop = 0;
        onNewEpoch();
        continue;
      }
      page.events.forEach(apply);
      const heardMore = heardTop > Math.max(known.top, ring.top); // while the store was being read
      if (page.top <= ring.top && !heardMore) break;
    }
    proof.wasRead();
  }

  function refill(): Promise<void> {
    filling ??= fill()
      .then(
        () => onRefill?.("read"),
        (failure) => {
          onRefill?.("failed");
          throw failure;
        },
      )
      .finally(() => {
        filling = null;
      });
    return filling;
  }

  function refillQuietly(): void {
    refill().catch(() => {}); // the next heartbeat or poll tries again
  }

  /** The channel names a number: whatever of it is missing here is fetched. */
  function hearOf(epoch: string, top: number): void {
    if (epoch === ring.epoch) heardTop = Math.max(heardTop, top);
    if (epoch === ring.epoch && top <= ring.top) return;
    if (!filling && epoch === ring.epoch) onHole?.();
    refillQuietly();
  }

  const stopPolling = repeat(POLL_MS, () => (proof.isReadingDue() ? refill().catch(() => {}) : undefined));

  return {
    ring: () => ring,
    isSure: proof.isSure,
    hearsWorkers: proof.hearsWorkers,
    ...{ seen, untilHeard, refill, ages: proof.ages },
    listener: {
      onEvent: (epoch, event) => {
        if (epoch === ring.epoch) apply(event);
        hearOf(epoch, event.seq);
      },
      onBeat: ({ epoch, top }: WireHead) => {
        hearOf(epoch, top);
        proof.heard(epoch === ring.epoch && top === ring.top);
      },
      onListening: refillQuietly,
    },
    close: stopPolling,
  };
}

async function loadRing({ readNewest, keeps = REPLAY_AT_MOST }: FollowerParts): Promise<Ring> {
  const { epoch, top, events } = await readNewest(keeps);
  const ring = createRing({ epoch, top: top - events.length }, keeps);
  for (const event of events) ring.append(event);
  return ring;
}
