import { type AddressInfo, createServer, connect as dial, type Socket } from "node:net";
import { repeat } from "../../../core/process/repeat.ts";
import { createFrames, publishedIn } from "./resp-frames.ts";

/*
 * A line between two processes that can be cut (RST), turned into a black hole, slowed down, or made to lie about one
 * published message of Redis. One proxy for each role, so a server can lose Redis while the worker has it.
 */

/** What becomes of the next published message whose text matches. */
export type Trick = "dropped" | "doubled" | "held";

export interface Line {
  port: number;
  /** Ends every call by RST. New ones are taken again at once, unless the line stays `isCut`. */
  cut(options?: { staysCut: boolean }): void;
  /** Takes calls and bytes, and hands nothing on; what had been swallowed is lost with the calls when it heals. */
  blackHole(): void;
  /** Hands everything on so much later. */
  slow(byMs: number): void;
  /** Carries as before. */
  heal(): void;
  /** Plays a trick on one message from the far end. Resolves when it has been played. */
  trick(how: Trick, matching: RegExp): Promise<void>;
  /** Hands on the message that was held. */
  release(): void;
  close(): Promise<void>;
}

interface Due {
  at: number;
  to: Socket;
  bytes: Buffer;
}

interface Planned {
  how: Trick;
  matching: RegExp;
  played: () => void;
}

const TICK_MS = 5;

export interface LineOptions {
  /** The far end speaks RESP, so single messages can be told apart. */
  readsRedis?: boolean;
  /** Hears what each caller sends. */
  overhear?: (caller: object, bytes: Buffer) => void;
}

/** A line to 127.0.0.1:`targetPort`. */
export async function openLine(targetPort: number, options: LineOptions = {}): Promise<Line> {
  const { readsRedis = false, overhear } = options;
  const ends = new Set<Socket>();
  const late: Due[] = [];
  let state: "carries" | "cut" | "black hole" = "carries";
  let delayMs = 0;
  let planned: Planned | null = null;
  let held: { to: Socket; bytes: Buffer } | null = null;

  function carry(to: Socket, bytes: Buffer): void {
    if (state !== "carries" || to.destroyed) return;
    if (delayMs > 0 || late.length > 0) late.push({ at: performance.now() + delayMs, to, bytes });
    else to.write(bytes);
  }

  function carryFrame(to: Socket, frame: Buffer): void {
    const text = planned ? publishedIn(frame) : null;
    if (!planned || text === null || !planned.matching.test(text)) {
      carry(to, frame);
      return;
    }
    const { how, played } = planned;
    planned = null;
    if (how === "doubled") [frame, frame].forEach((each) => void carry(to, each));
    else if (how === "held") held = { to, bytes: frame };
    played();
  }

  const server = createServer((near) => {
    if (state === "cut") return near.resetAndDestroy();
    const far = dial(targetPort, "127.0.0.1");
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.setNoDelay(true);
      end.on("error", () => {});
      end.on("close", () => ends.delete(end) && other.destroy());
    }
    near.on("data", (bytes: Buffer) => {
      overhear?.(near, bytes);
      carry(far, bytes);
    });
    const frames = createFrames();
    far.on("data", (bytes: Buffer) => {
      if (readsRedis) for (const frame of frames(bytes)) carryFrame(near, frame);
      else carry(near, bytes);
    });
    return undefined;
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = repeat(TICK_MS, () => {
    while (late[0] && late[0].at <= performance.now()) {
      const due = late.shift();
      if (due && !due.to.destroyed) due.to.write(due.bytes);
    }
  });
  const cutAll = () => [...ends].forEach((end) => void end.resetAndDestroy());

  return {
    port: (server.address() as AddressInfo).port,
    cut: ({ staysCut } = { staysCut: false }) => {
      if (staysCut) state = "cut";
      cutAll();
    },
    blackHole: () => {
      state = "black hole";
    },
    slow: (byMs) => {
      delayMs = byMs;
    },
    heal: () => {
      if (state === "black hole") cutAll();
      state = "carries";
      delayMs = 0;
    },
    trick: (how, matching) =>
      new Promise((played) => {
        planned = { how, matching, played };
      }),
    release: () => {
      if (held && !held.to.destroyed) held.to.write(held.bytes);
      held = null;
    },
    close: async () => {
      cutAll();
      await stop();
      await new Promise((closed) => server.close(closed));
    },
  };
}
