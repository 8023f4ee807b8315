import type { Socket as Connection } from "engine.io";
import type { Namespace, Server, Socket } from "socket.io";

/** A namespace beside the readers', with its own rules of who may come in and what may be said. */
export interface SideDoor {
  /** As clients name it: `/desk`. */
  name: string;
  open(namespace: Namespace): void;
}

type Enter = (socket: Pick<Socket, "conn">, next: (refusal?: Error) => void) => void;

/** Lets a connection into one namespace, once: what is asked of a reader is never asked of two in one connection. */
export function oneNamespace(): Enter {
  const entered = new WeakSet<Connection>();
  return ({ conn }, next) => {
    if (entered.has(conn)) return next(new Error("this connection has entered already"));
    entered.add(conn);
    return next();
  };
}

/** `settle` hears of each connection of which it is known now who it is. */
export function openSideDoors<Heard extends object, Said extends object>(
  io: Server<Heard, Said>,
  doors: SideDoor[],
  enterOnce: Enter,
  settle: (connection: Connection) => void,
): void {
  for (const { name, open } of doors) {
    const namespace = io.of(name) as unknown as Namespace;
    namespace.use(enterOnce);
    namespace.on("connection", (socket) => settle(socket.conn));
    open(namespace);
  }
}
