/** What has to be ended again, in the reverse order of its start. */
export interface Closing {
  /** Remembers how to end one thing. */
  add(name: string, end: () => Promise<unknown> | unknown): void;
  /** Ends all, last first; a thing that fails to end does not keep the others alive. Safe to call twice. */
  close(): Promise<void>;
}

/** A thing that hangs on something silent (a database that is frozen) must not keep the rest from ending. */
const AT_MOST_MS = 1_000;

export function createClosing(onFailure: (name: string, failure: unknown) => void): Closing {
  const ends: { name: string; end: () => Promise<unknown> | unknown }[] = [];
  let closed: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    for (let last = ends.pop(); last; last = ends.pop()) {
      try {
        await soon(last.end());
      } catch (failure) {
        onFailure(last.name, failure);
      }
    }
  }
  return {
    add: (name, end) => ends.push({ name, end }),
    close: () => {
      closed ??= closeAll();
      return closed;
    },
  };
}

async function soon(ending: Promise<unknown> | unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`did not end within ${AT_MOST_MS} ms`)), AT_MOST_MS);
  });
  await Promise.race([ending, late]).finally(() => clearTimeout(timer));
}
