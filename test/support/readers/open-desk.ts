import { io, type Socket } from "socket.io-client";
import type { TestContext } from "vitest";
import { within } from "../deadline.ts";

export interface Desk {
  socket: Socket;
  /** Says something and awaits the answer. */
  says(name: string, what?: unknown): Promise<Record<string, unknown>>;
  /** Resolves when the server has ended it. */
  dead: Promise<string>;
}

export interface DeskRefusal {
  refused: string;
}

/** A desk's socket, on the stock client; it does not come back by itself. */
export async function openDesk(
  t: TestContext,
  url: string,
  headers: Record<string, string>,
  transports: ("websocket" | "polling")[] = ["websocket"],
): Promise<Desk | DeskRefusal> {
  const socket = io(`${url}/desk`, { transports, forceNew: true, reconnection: false, extraHeaders: headers });
  t.onTestFinished(() => void socket.close());
  const dead = new Promise<string>((resolve) => socket.once("disconnect", resolve));
  const refused = await within(
    "the desk's door answers",
    new Promise<string | null>((resolve) => {
      socket.once("connect", () => resolve(null));
      socket.once("connect_error", ({ message }) => resolve(message));
    }),
  );
  if (refused !== null) return { refused };
  return { socket, dead, says: (name, what) => within(`an answer to ${name}`, socket.emitWithAck(name, what)) };
}

/** The same, of whom it is known that it comes in. */
export async function openDeskOf(t: TestContext, url: string, headers: Record<string, string>): Promise<Desk> {
  const desk = await openDesk(t, url, headers);
  if ("refused" in desk) throw new Error(`the desk did not let in: ${desk.refused}`);
  return desk;
}
