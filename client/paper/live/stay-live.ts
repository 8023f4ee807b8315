import { createConnection } from "../../follow/connection.ts";
import type { Screen } from "../page/screen.ts";
import { knownDevice } from "./known-device.ts";
import type { LiveState } from "./live-state.ts";
import { readEvents } from "./read-events.ts";
import type { createWireClock } from "./wire-clock.ts";

/*
 * Keeps a page on the wire: live over the socket, by plain HTTP while no socket gets through, not at all while nobody
 * looks for long. Every way ends in the same `screen.show`, which knows what it has.
 */

const HIDDEN_MS = 5 * 60_000;
const POLL_MS = 10_000;
const TICK_MS = 1_000;

export interface StayLiveNeeds {
  screen: Screen;
  clock: ReturnType<typeof createWireClock>;
  liveState: LiveState;
}

export function stayLive({ screen, clock, liveState }: StayLiveNeeds): void {
  let isStale = false;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  let unacknowledged: (() => void)[] = [];

  const connection = createConnection({
    cursor: screen.cursor,
    device: knownDevice,
    hear: {
      hello({ now, complete }) {
        clock.set(now);
        if (!complete) tellGap();
      },
      event(event, acknowledge) {
        screen.show(event, () => acknowledge && seen(acknowledge));
        liveState.proved(Date.parse(event.at));
      },
      beat(epoch, top, now) {
        clock.set(now);
        screen.reached(epoch, top);
        liveState.proved(clock.now());
      },
      state(state) {
        if (state === "stale" && !isStale) void poll();
        if (state !== "reconnecting") isStale = state === "stale";
        liveState.state(state);
      },
    },
  });

  /** An event is on the screen when somebody can see it: a hidden page says so once it is shown. */
  function seen(acknowledge: () => void): void {
    if (document.hidden) unacknowledged.push(acknowledge);
    else acknowledge();
  }

  /** While no socket gets through: the same events over plain HTTP, every ten seconds or so. */
  async function poll(): Promise<void> {
    isStale = true;
    while (isStale && !document.hidden) {
      await readOn().catch(() => {}); // the next round tries again; the page says "may be stale" all the while
      await new Promise((resume) => setTimeout(resume, POLL_MS * (0.8 + 0.4 * Math.random())));
    }
    isStale = false;
  }

  async function readOn(): Promise<void> {
    const { epoch, top, complete, events } = await readEvents(screen.cursor());
    if (!complete) tellGap();
    for (const event of events) screen.show(event, () => {});
    const last = events.at(-1)?.seq ?? top;
    screen.reached(epoch, complete ? last : top);
    if (last < top && complete) return readOn();
    liveState.proved(clock.now());
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(connection.close, HIDDEN_MS);
      return;
    }
    for (const acknowledge of unacknowledged) acknowledge();
    unacknowledged = [];
    screen.tick();
    connection.watch();
    connection.open();
  });
  addEventListener("pagehide", connection.close); // a page with an open socket is not kept for "back"
  addEventListener("pageshow", ({ persisted }) => persisted && connection.open());
  document.addEventListener("freeze", connection.close); // a frozen page takes nothing; it is shown again before it is used
  addEventListener("device", connection.renew); // the paper knows this device now: the next connection says which it is
  addEventListener("online", connection.renew);
  addEventListener("offline", connection.renew); // says at once what silence would say in 15 s
  setInterval(screen.tick, TICK_MS);
  screen.tick();
  connection.open();
}

/** Nothing is hidden from the reader: not every step is known, and the page says so. */
function tellGap(): void {
  document.getElementById("gap")?.showPopover?.();
}
