import { createServer, connect as dial, type Socket } from "node:net";
import type { TestContext } from "vitest";

/** What a line between two processes does: carries, refuses, is silent, or dies when the other end answers. */
type Behaviour = "carries" | "refuses" | "silent" | "dies on answer";

/** A TCP line that can be cut. */
export interface Line {
  /** Where to call, instead of the other end. */
  port: number;
  /** From now on, for calls that stand and calls to come; `refuses` ends those that stand. */
  behaves(how: Behaviour): void;
}

/** A line to 127.0.0.1:`targetPort`, gone when the test is over. */
export async function openLine(t: TestContext, targetPort: number): Promise<Line> {
  const ends = new Set<Socket>();
  let behaviour: Behaviour = "carries";

  const server = createServer((near) => {
    if (behaviour === "refuses") return near.resetAndDestroy();
    const far = dial(targetPort, "127.0.0.1");
    for (const end of [near, far]) {
      ends.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (bytes) => behaviour !== "silent" && far.write(bytes));
    far.on("data", (bytes) => {
      if (behaviour === "dies on answer") near.resetAndDestroy();
      else if (behaviour === "carries") near.write(bytes);
    });
    return undefined;
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const cut = () => [...ends].forEach((end) => void end.resetAndDestroy());
  t.onTestFinished(() => {
    cut();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return {
    port: address.port,
    behaves(how) {
      behaviour = how;
      if (how === "refuses") cut();
    },
  };
}
