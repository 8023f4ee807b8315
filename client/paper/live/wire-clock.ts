/**
 * The wire's clock as far as this device knows it: its own, set right by every `now` that comes over the wire. The
 * device's wall clock carries the time between, because it is the one that goes on while a device sleeps.
 */
export function createWireClock(): { now(): number; set(wireNow: string): void } {
  let offsetMs = 0;
  return {
    now: () => Date.now() + offsetMs,
    set: (wireNow) => {
      offsetMs = Date.parse(wireNow) - Date.now();
    },
  };
}
