import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { io, type Socket } from "socket.io-client";
import type { InboxCount } from "../../../core/news/inbox.ts";
import type { Attendance } from "../../../core/news/presence.ts";
import {
  DESK_NAMESPACE,
  type DeskClientEvents,
  type DeskServerEvents,
  type Presence,
} from "../../../core/pipes/desk-events.ts";
import type { DeskIssue } from "../../../core/pipes/desk-mailing.ts";
import type { Receipts } from "../receipt/follow-receipts.ts";
import type { Session } from "./session.ts";

export interface DeskListeners {
  receipts: Receipts;
  onPresence: (presence: Presence) => void;
  onInbox: (count: InboxCount) => void;
  onIssue: (issue: DeskIssue) => void;
  /** Whether how issues go out is shown now. */
  watchesIssues: () => boolean;
}

export interface DeskSocket {
  isOpen: ReadonlySignal<boolean>;
  /** Says which text is open here; nothing, while there is no socket. */
  attend(attendance: Attendance): void;
  /** From here on these hear what is told. */
  tell(listeners: DeskListeners): void;
}

const LOOK_AGAIN_MS = 3_000;

/**
 * The desk's socket: what is watched is told within a second, without being asked for. Whatever it carries can be asked
 * for as well, so nothing waits for it. A socket that was shown out (another role, the session ended) comes again.
 */
export function openDeskSocket(session: Session): DeskSocket {
  const isOpen = signal(false);
  const socket: Socket<DeskServerEvents, DeskClientEvents> = io(DESK_NAMESPACE, {
    ...{ transports: ["websocket", "polling"], autoConnect: false, reconnectionDelayMax: 3_000 },
  });
  socket.on("disconnect", () => {
    isOpen.value = false;
  });
  session.onBegin(() => socket.connect());
  setInterval(() => {
    if (!socket.active && !session.hasEnded.value && session.me.value) socket.connect();
  }, LOOK_AGAIN_MS);
  return {
    isOpen,
    attend: (attendance) => {
      if (isOpen.peek()) socket.emit("attend", attendance);
    },
    tell({ receipts, onPresence, onInbox, onIssue, watchesIssues }) {
      socket.on("connect", () => {
        isOpen.value = true;
        socket.emit("watch", { receipts: receipts.watched.value, issues: watchesIssues() });
      });
      socket.on("receipt", receipts.hear);
      socket.on("presence", onPresence);
      socket.on("inbox", onInbox);
      socket.on("issue", onIssue);
      effect(() => {
        const watch = { receipts: receipts.watched.value, issues: watchesIssues() };
        if (isOpen.peek()) socket.emit("watch", watch);
      });
    },
  };
}
