import type { IncomingMessage } from "node:http";
import type { Namespace, Socket } from "socket.io";
import type { Role } from "../../core/news/desk-role.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Store } from "../../core/store/connect.ts";
import { readLivePasses } from "../../core/store/people/sessions.ts";
import { isProblem, type Problem, problem } from "../http/answers/problem.ts";
import type { Caller } from "../http/callers/caller.ts";
import type { OriginCheck } from "../http/callers/origins.ts";
import { refusalOf } from "../http/gate.ts";
import { isStoreAway } from "../http/patience.ts";
import { LONGEST_S } from "./auth.ts";

/*
 * The door of the `/desk` namespace: nobody comes in without a session or a token, nothing is heard that no row of
 * `deskEvents` names, and each event is weighed on its own against the role of whoever says it.
 *
 * Once a second one question to the store tells which of the open sessions still hold; what has ended is closed, so
 * nobody is heard or told anything 2 s after a logout, a disabled account or another role (I17). When that question is
 * overdue, an event waits for it: while the store cannot be asked nothing is acted on.
 */

/** One thing that a desk's socket may say. */
export interface DeskEvent {
  who: Role;
  /** Whether it changes something: then a token needs the scope for it. */
  isWrite: boolean;
  /** What is answered, if the socket wants an answer. Everything in `said` is hostile until it is parsed. */
  handle(said: unknown, from: DeskSocket): object | Promise<object>;
}

export type DeskEvents = Readonly<Record<string, DeskEvent>>;

/** Somebody's open desk. */
export interface DeskSocket {
  id: string;
  caller: Caller;
  emit(name: string, told: object): void;
}

export interface DeskDoorParts {
  store: Store;
  log: Pick<Log, "warn" | "error">;
  identify: (request: IncomingMessage) => Promise<Caller | null>;
  isAcceptedOrigin: OriginCheck;
  deskEvents?: DeskEvents | undefined;
  onJoin?: (socket: DeskSocket) => void;
  onLeave?: (socket: DeskSocket) => void;
}

export interface DeskDoor {
  name: "/desk";
  open(namespace: Namespace): void;
  /** Every open desk of this server. */
  sockets(): Iterable<DeskSocket>;
  close(): Promise<void>;
}

const CHECK_EVERY_MS = 1_000;
/** Older than this, what is known of a socket's session does not count. */
const KNOWN_FOR_MS = 2_000;

export function openDeskDoor(parts: DeskDoorParts): DeskDoor {
  const { store, log, deskEvents = {}, onJoin, onLeave } = parts;
  const open = new Map<Socket, DeskSocket & { knownAt: number }>();

  /** Asks for all of them at once, and closes those whose session has ended or whose role is another. */
  async function check(): Promise<void> {
    const asked = [...open];
    const askedAt = performance.now();
    const passes = asked.flatMap(([, { caller }]) => caller.pass ?? []);
    const found = passes.length > 0 ? await readLivePasses(store, passes, LONGEST_S) : [];
    const live = new Map(found.map(({ id, role }) => [id, role]));
    for (const [socket, desk] of asked) {
      const { pass, role } = desk.caller;
      if (pass === null || live.get(pass) === role) desk.knownAt = askedAt;
      else socket.disconnect(true);
    }
  }
  const stop = repeat(CHECK_EVERY_MS, () => check().catch((failure) => log.warn({ err: failure }, "desks unchecked")));

  async function hear(socket: Socket, name: string, said: unknown): Promise<object> {
    const event = Object.hasOwn(deskEvents, name) ? deskEvents[name] : undefined;
    if (!event) return problem("not-found", "The desk knows no such event.");
    const desk = open.get(socket);
    if (desk && performance.now() - desk.knownAt > KNOWN_FOR_MS) await check();
    if (!desk || !open.has(socket)) return ENDED;
    const refusal = refusalOf(desk.caller, event.who, event.isWrite);
    return refusal ?? event.handle(said, desk);
  }

  return {
    name: "/desk",
    open(namespace) {
      namespace.use((socket, next) => {
        admit(parts, socket).then(
          (refusal) => next(refusal ? Object.assign(new Error(refusal.problem), { data: refusal }) : undefined),
          (failure) => {
            log.warn({ err: failure }, "a desk could not be let in");
            next(new Error("unavailable"));
          },
        );
      });
      namespace.on("connection", (socket) => {
        const { caller } = socket.data as { caller: Caller };
        const emit: DeskSocket["emit"] = (name, told) => void socket.emit(name, told);
        const desk = { id: socket.id, caller, emit, knownAt: performance.now() };
        open.set(socket, desk);
        onJoin?.(desk);
        socket.on("error", () => {});
        socket.on("disconnect", () => {
          open.delete(socket);
          onLeave?.(desk);
          socket.conn.close();
        });
        socket.onAny((name: string, said: unknown, ...more: unknown[]) => {
          const answer = [said, ...more].findLast((value) => typeof value === "function");
          hear(socket, name, typeof said === "function" ? undefined : said)
            .catch((failure): Problem => {
              if (isStoreAway(failure)) return problem("unavailable", "The database does not answer.");
              log.error({ err: failure, event: name }, "a desk's event failed");
              return problem("fault", "This could not be done.");
            })
            .then((reply) => answer?.(isProblem(reply) ? told(reply) : reply));
        });
      });
    },
    sockets: () => open.values(),
    close: stop,
  };
}

const ENDED = problem("unauthenticated", "This session has ended.");

/** Lets a socket in, or says why not: who it is, where from, and that it is signed in for good. */
async function admit({ identify, isAcceptedOrigin }: DeskDoorParts, socket: Socket): Promise<Problem | null> {
  const { request } = socket;
  const { origin, authorization } = request.headers;
  if (!isAcceptedOrigin(origin) || (origin === undefined && authorization === undefined)) {
    return problem("foreign-origin", "The Origin of this connection is not accepted.");
  }
  const caller = await identify(request);
  if (!caller) return problem("unauthenticated", "The desk's socket needs a session or a token.");
  const refusal = refusalOf(caller, "reporter", false);
  if (!refusal) Object.assign(socket.data, { caller });
  return refusal;
}

function told({ problem: name, detail, errors }: Problem): object {
  return { problem: name, detail, ...(errors && { errors }) };
}
