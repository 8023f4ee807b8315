import type { Socket as Connection } from "engine.io";
import type { Namespace, Server, Socket } from "socket.io";

/** A namespace beside the readers', with its own rules of who may come in and what may be said. */
export interface SideDoor {
  /** As clients name it: `/desk`. */
  name: string;
  open(namespace: Namespace): void;
}

/** On the connection itself: a weak set of ten thousand would be gone through at every collection of garbage. */
const ENTERED = Symbol("entered");

/**
 * Lets a connection into one namespace, the readers' or another, once: what is asked of a reader is never asked of two in
 * one connection. `settle` hears of each that has come in by a side door: it is known now who it is.
 */
export function openSideDoors<Heard extends object, Said extends object>(
  io: Server<Heard, Said>,
  doors: SideDoor[],
  settle: (connection: Connection) => void,
): void {
  const enterOnce = ({ conn }: Pick<Socket, "conn">, next: (refusal?: Error) => void): void => {
    const refusal = ENTERED in conn ? new Error("this connection has entered already") : undefined;
    Object.assign(conn, { [ENTERED]: true });
    next(refusal);
  };
  io.use(enterOnce);
  for (const { name, open } of doors) {
    const namespace = io.of(name) as unknown as Namespace;
    namespace.use(enterOnce);
    namespace.on("connection", (socket) => settle(socket.conn));
    open(namespace);
  }
}
