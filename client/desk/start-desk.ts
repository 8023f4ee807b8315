import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { isAtLeast } from "../../core/news/desk-role.ts";
import type { Draft } from "../../core/news/draft.ts";
import type { DeskFacts } from "../../core/pipes/desk-events.ts";
import { createWireClock } from "../paper/live/wire-clock.ts";
import { type Api, createApi } from "./api/call.ts";
import { openDeskSocket } from "./api/desk-socket.ts";
import { createSession, type Session } from "./api/session.ts";
import { type Composer, createComposer } from "./compose/composer.ts";
import { isBlank } from "./draft/blank.ts";
import { createDeviceDrafts } from "./draft/device-drafts.ts";
import { bringHome, createDraftKeeper, type DraftKeeper } from "./draft/keep-draft.ts";
import type { OpenDraft } from "./draft/open-draft.ts";
import { type PresenceWatch, watchPresence } from "./draft/presence.ts";
import { type InboxWatch, watchInbox } from "./inbox/watch-inbox.ts";
import { createLetters, type Letters } from "./letters/letters.ts";
import { createReceipts, type Receipts } from "./receipt/follow-receipts.ts";
import { createOutbox, type Outbox } from "./send/outbox.ts";
import { createSender, type Sender } from "./send/send-draft.ts";
import { createStoryActs, type StoryActs } from "./stories/act-on-story.ts";
import { type StoriesWatch, watchStories } from "./stories/watch-stories.ts";
import { type StripWatch, watchStrip } from "./strip/watch-strip.ts";

/** The parts of the desk that a narrow screen shows one at a time. */
export type Pane = "stories" | "inbox" | "write" | "preview" | "receipts";

/** Stories, or newsletters. */
export type Room = "stories" | "letters";

export type List = "stories" | "inbox";

/** Everything that the desk's screen is drawn from, and all that can be done on it. */
export interface Desk {
  facts: DeskFacts;
  session: Session;
  api: Api;
  /** The wire's time, ms. */
  now: () => number;
  composer: Composer;
  keeper: DraftKeeper;
  outbox: Outbox;
  sender: Sender;
  receipts: Receipts;
  stories: StoriesWatch;
  acts: StoryActs;
  inbox: InboxWatch;
  strip: StripWatch;
  presence: PresenceWatch;
  letters: Letters;
  room: ReadonlySignal<Room>;
  enter(room: Room): void;
  pane: ReadonlySignal<Pane>;
  /** Which of the two lists stands at the side. */
  list: ReadonlySignal<List>;
  /** Shows a list, without leaving the text where there is room for both. */
  openList(list: List): void;
  /** Puts a draft of the list into the composer. */
  openDraft(id: string): Promise<void>;
  /** Shows this part, where there is room for one only. */
  open(pane: Pane): void;
  /** Changes twice a second: for what counts seconds. */
  tick: ReadonlySignal<number>;
}

/** Opens the desk over the browser's own stores. Nothing is drawn here. */
export function startDesk(facts: DeskFacts): Desk {
  const session = createSession();
  const api = createApi({ session });
  const clock = createWireClock();
  const now = clock.now;
  const pane = signal<Pane>("write");
  const list = signal<List>("stories");
  const room = signal<Room>(location.hash === "#newsletters" ? "letters" : "stories");
  const open = (next: Pane) => {
    pane.value = next;
    if (next === "stories" || next === "inbox") list.value = next;
    scrollTo(0, 0);
  };
  const device = createDeviceDrafts(localStorage);
  const keeper = createDraftKeeper({ api, device, now });
  let lastOpen = sessionStorage.getItem("desk-open");
  const composer = createComposer({
    ...{ keeper, device, section: facts.sections[0]?.slug ?? "" },
    remember: (id) => sessionStorage.setItem("desk-open", id),
    remembered: lastOpen,
  });
  const outbox = createOutbox({ api, storage: localStorage });
  const socket = openDeskSocket(session);
  const receipts = createReceipts({ api, storage: localStorage, now, isTold: () => socket.isOpen.value });
  const presence = watchPresence(composer, socket.attend);
  const inbox = watchInbox({ api, composer });
  const watchesIssues = () => room.value === "letters";
  const letters = createLetters({ api, timeZone: facts.timeZone, isShown: watchesIssues });
  socket.tell({
    ...{ receipts, onPresence: presence.hear, onInbox: inbox.hear },
    ...{ onIssue: letters.hear, watchesIssues },
  });
  const stories = watchStories({ api });
  const strip = watchStrip({ api, clock });

  const drafts = new Map<string, OpenDraft>();
  const openScreens = () => strip.state.value.strip?.readers ?? null;
  const onChange = () => void stories.look();
  const sender = createSender({
    ...{ composer, keeper, outbox, receipts, timeZone: facts.timeZone, now, openScreens, onTaken: onChange },
    mayPublish: () => isAtLeast(session.me.value?.role ?? "reporter", "editor"),
    handIn: () => {
      composer.setState(composer.draft.value.state === "submitted" ? "writing" : "submitted");
      void keeper.flush().then(stories.look);
    },
    onSent: () => open("receipts"),
    remember: (story, draft) => drafts.set(story, draft),
  });
  const acts = createStoryActs({
    ...{ api, outbox, composer, receipts, now, openScreens, onChange },
    remembered: (story) => drafts.get(story),
  });
  /** A draft goes into the composer: this device's copy if the server does not have that one yet, else the server's. */
  async function openDraft(id: string, mayStill: () => boolean): Promise<void> {
    const own = device.read(id);
    if (own) return composer.open(own, false);
    const answer = await api.ask<Draft>("GET", `/v1/desk/drafts/${id}`);
    if (answer.kind === "done" && mayStill()) composer.open(answer.value, true);
    else onChange();
  }
  effect(() => {
    const open = composer.draft.value;
    const saved = stories.drafts.value?.find(({ id }) => id === open.id);
    const isBehind = saved !== undefined && saved.version > open.version;
    if (presence.writer.value && isBehind) void openDraft(open.id, () => composer.draft.value.id === open.id);
  });
  const tick = signal(0);
  setInterval(() => tick.value++, 500);
  session.onBegin(() => {
    // The page was loaded anew: what it had open is opened again, unless something was begun meanwhile.
    if (lastOpen !== null) void openDraft(lastOpen, () => isBlank(composer.fields.value));
    lastOpen = null;
    void keeper.flush();
    void bringHome({ api, device }, composer.draft.value.id);
    onChange();
    void inbox.look();
    void strip.ask();
    outbox.wake();
  });
  addEventListener("beforeunload", (event) => {
    if (keeper.kept.value.where === "nowhere") event.preventDefault(); // the only copy is this page
  });
  outbox.resume(sender.answered);
  void session.look();
  return {
    facts,
    session,
    api,
    now,
    composer,
    keeper,
    outbox,
    sender,
    receipts,
    stories,
    acts,
    inbox,
    strip,
    presence,
    letters,
    room,
    enter: (next: Room) => {
      room.value = next;
      history.replaceState(null, "", next === "letters" ? "#newsletters" : location.pathname);
    },
    pane,
    list,
    openList: (next: List) => {
      list.value = next;
    },
    tick,
    openDraft: (id: string) => openDraft(id, () => true),
    open,
  };
}
