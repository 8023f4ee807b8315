import type { OpenDraft } from "./open-draft.ts";

/*
 * The device's own copy of what is being written: taken at every keystroke and dropped when the server has the text. So
 * a text outlives a closed tab, a session that ended, and a server that is away.
 */

const PREFIX = "desk-draft-";
/** Which drafts are open in a tab of this browser: the time at which that tab last said so. */
const OPEN_PREFIX = "desk-open-";
const SAY_OPEN_MS = 1_000;
/** A tab that has not said so for this long is gone without a word. */
const OPEN_FOR_MS = 3_000;

export interface DeviceDrafts {
  /** False: the device cannot keep it (full, or forbidden). */
  keep(draft: OpenDraft): boolean;
  drop(id: string): void;
  read(id: string): OpenDraft | null;
  /** All that the server is not known to have and no other tab has open. */
  all(): OpenDraft[];
  /** This tab has this draft open, and no other any more. */
  opened(id: string): void;
}

export function createDeviceDrafts(storage: Storage): DeviceDrafts {
  function read(key: string): OpenDraft | null {
    try {
      const kept: unknown = JSON.parse(storage.getItem(key) ?? "null");
      return isDraft(kept) ? kept : null;
    } catch {
      return null;
    }
  }
  let ownId: string | null = null;

  function sayOpen(): void {
    if (ownId !== null) tryTo(() => storage.setItem(OPEN_PREFIX + ownId, String(Date.now())));
  }
  function isOpenElsewhere(id: string): boolean {
    return id !== ownId && Date.now() - Number(storage.getItem(OPEN_PREFIX + id) ?? 0) < OPEN_FOR_MS;
  }
  setInterval(sayOpen, SAY_OPEN_MS);
  addEventListener("pagehide", () => storage.removeItem(OPEN_PREFIX + ownId));

  return {
    opened(id) {
      storage.removeItem(OPEN_PREFIX + ownId);
      ownId = id;
      sayOpen();
    },
    keep(draft) {
      return tryTo(() => storage.setItem(PREFIX + draft.id, JSON.stringify(draft)));
    },
    drop: (id) => storage.removeItem(PREFIX + id),
    read: (id) => read(PREFIX + id),
    all: () =>
      Object.keys(storage)
        .filter((key) => key.startsWith(PREFIX))
        .flatMap((key) => read(key) ?? [])
        .filter(({ id }) => !isOpenElsewhere(id)),
  };
}

/** False: the store did not take it. */
function tryTo(write: () => void): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}

function isDraft(kept: unknown): kept is OpenDraft {
  return typeof kept === "object" && kept !== null && "id" in kept && "fields" in kept && "version" in kept;
}
