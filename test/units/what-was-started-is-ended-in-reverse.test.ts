import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClosing } from "../../core/process/closing.ts";
import { repeat } from "../../core/process/repeat.ts";

describe("closing", () => {
  test("O3: what was started is ended last first, each before the next", async () => {
    const ended: string[] = [];
    const closing = createClosing(() => {});
    closing.add("store", async () => {
      await Promise.resolve();
      ended.push("store");
    });
    closing.add("queue", () => ended.push("queue"));
    closing.add("door", async () => {
      await Promise.resolve();
      ended.push("door");
    });
    await closing.close();
    expect(ended).toEqual(["door", "queue", "store"]);
  });

  test("O3: what cannot be ended is told, and does not keep the others alive", async () => {
    const ended: string[] = [];
    const failures: unknown[] = [];
    const closing = createClosing((name, failure) => failures.push([name, String(failure)]));
    closing.add("store", () => ended.push("store"));
    closing.add("queue", () => Promise.reject(new Error("Redis is away")));
    closing.add("door", () => {
      throw new Error("ajar");
    });
    await closing.close();
    expect(ended).toEqual(["store"]);
    expect(failures).toEqual([
      ["door", "Error: ajar"],
      ["queue", "Error: Redis is away"],
    ]);
  });

  test("O3: closing twice ends everything once, and both wait for it", async () => {
    let ends = 0;
    const closing = createClosing(() => {});
    closing.add("store", async () => {
      await Promise.resolve();
      ends++;
    });
    await Promise.all([closing.close(), closing.close()]);
    await closing.close();
    expect(ends).toBe(1);
  });
});

describe("repeat", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("O3: an act is never in hand twice at once, and takes its rhythm up again afterwards", async () => {
    const ends: (() => void)[] = [];
    const stop = repeat(100, () => new Promise<void>((end) => void ends.push(end)));
    await vi.advanceTimersByTimeAsync(450);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(100);
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await stop();
  });

  test("O3: stopping waits for the act in hand, and nothing begins after it", async () => {
    let begun = 0;
    let end = (): void => {};
    const stop = repeat(100, () => {
      begun++;
      return new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    await vi.advanceTimersByTimeAsync(100);
    let isStopped = false;
    const stopped = stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(500);
    expect([begun, isStopped]).toEqual([1, false]);
    end();
    await stopped;
    expect(begun).toBe(1);
  });
});
