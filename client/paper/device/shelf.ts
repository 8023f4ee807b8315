/*
 * What this device keeps: a few small JSON texts in localStorage, shared by all tabs and sent to nobody, but for the id of
 * a device that wants alerts. A browser may
 * refuse to keep anything; then it is remembered for as long as the page is open, and nothing else is different.
 */

/** Everything that is kept, and what the reader may have forgotten at once. */
export const SHELF = ["choices", "dismissed", "shown", "place", "speaking", "device", "alerts", "issues"] as const;
export type Kept = (typeof SHELF)[number];

const spare = new Map<Kept, string>();

/** What is kept under a name; nothing of it can be relied on, since anybody at the device may have written it. */
export function take<T extends object>(name: Kept): Partial<T> {
  try {
    const kept: unknown = JSON.parse(textOf(name) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Partial<T>) : {};
  } catch {
    return {};
  }
}

function textOf(name: Kept): string | null | undefined {
  try {
    return localStorage.getItem(name);
  } catch {
    return spare.get(name);
  }
}

export function put(name: Kept, what: object): void {
  const text = JSON.stringify(what);
  try {
    localStorage.setItem(name, text);
  } catch {
    spare.set(name, text);
  }
}

/** The device forgets all that the paper had it keep. */
export function forgetAll(): void {
  spare.clear();
  try {
    for (const name of SHELF) localStorage.removeItem(name);
  } catch {
    // there was nothing to forget
  }
}
