import { connect, type Socket } from "node:net";
import type { TestContext } from "vitest";
import { within } from "../deadline.ts";

/** What came back on a connection by the time its other end closed it. */
export interface RawAnswer {
  /** The status of each answer, in order; none: it was only closed. */
  statuses: number[];
  text: string;
}

export interface RawLine {
  socket: Socket;
  /** What came back, once the other end has closed. */
  ended(what: string, deadlineMs?: number): Promise<RawAnswer>;
  /** Resolves with all that came so far, when it fits. */
  heard(pattern: RegExp): Promise<string>;
}

const STATUS_LINE = /HTTP\/1\.[01] (\d{3}) /g;

/** A bare TCP connection to a server: what is written to it is sent as it is. Gone with the test. */
export function openLine(t: TestContext, url: string): RawLine {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  const text = (): string => Buffer.concat(chunks).toString("latin1");
  socket.on("data", (chunk) => chunks.push(chunk as Buffer));
  socket.on("error", () => {}); // a reset is a close
  const closed = new Promise<void>((resolve) => void socket.once("close", () => resolve()));
  t.onTestFinished(() => void socket.destroy());
  return {
    socket,
    ended: async (what, deadlineMs) => {
      await within(`the end of the connection: ${what}`, closed, deadlineMs);
      return { statuses: [...text().matchAll(STATUS_LINE)].map(([, status]) => Number(status)), text: text() };
    },
    heard: (pattern) =>
      within(
        `${pattern}`,
        new Promise((resolve, fail) => {
          const look = (): void => {
            if (pattern.test(text())) resolve(text());
          };
          socket.on("data", look);
          socket.once("close", () => fail(new Error(`closed before ${pattern}: ${text()}`)));
          look();
        }),
      ),
  };
}

/** Sends these bytes and nothing more, and waits until the other end has closed. */
export async function sendRaw(
  t: TestContext,
  url: string,
  bytes: string | Buffer,
  what: string,
  deadlineMs?: number,
): Promise<RawAnswer> {
  const line = openLine(t, url);
  line.socket.write(bytes);
  try {
    return await line.ended(what, deadlineMs);
  } finally {
    line.socket.destroy();
  }
}
