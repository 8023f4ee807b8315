import type { InboxCount } from "../../../core/news/inbox.ts";
import type { Attendance, Present } from "../../../core/news/presence.ts";
import {
  type DeskWatch,
  type OpenScreens,
  parseAttendance,
  parseWatch,
  type ToldReceipt,
} from "../../../core/pipes/desk-events.ts";
import type { DeskIssue } from "../../../core/pipes/desk-mailing.ts";
import { repeat } from "../../../core/process/repeat.ts";
import type { ObservedOfStory } from "../../../core/store/wire/receipts.ts";
import { problem } from "../../http/answers/problem.ts";
import { toldReceipt } from "./watched-receipts.ts";

/*
 * What open desks are told without asking. Desks are few: once a second a server that has any asks the store for the
 * receipts and the presence that all of them watch, and tells each what has changed. No server asks another, so it does not
 * matter which one an editor's page is connected to.
 */

const EVERY_MS = 1_000;

/** Somebody's open desk, as the door has it. */
export interface OpenDesk {
  caller: { name: string };
  emit(name: string, told: object): void;
}

export interface TellDesksParts<Desk extends OpenDesk> {
  desks: () => Iterable<Desk>;
  readReceipts: (watched: DeskWatch["receipts"]) => Promise<ObservedOfStory[]>;
  readScreens: () => Promise<OpenScreens>;
  /** Issues that are under way, or have just ended. */
  readIssues: () => Promise<DeskIssue[]>;
  readPresent: (texts: string[]) => Promise<Map<string, Present[]>>;
  readInbox: () => Promise<InboxCount>;
  attend: (attendance: Attendance, name: string) => Promise<void>;
}

export interface TellDesks<Desk extends OpenDesk> {
  /** A desk says what it wants to be told. */
  watch(said: unknown, desk: Desk): object;
  /** A desk says which text it has open. */
  attend(said: unknown, desk: Desk): Promise<object>;
  close(): Promise<void>;
}

interface Watching {
  receipts: DeskWatch["receipts"];
  issues: boolean;
  /** The text that it has open. */
  text: string | null;
  /** What it was told last, by what it was about. */
  told: Map<string, string>;
}

export function tellDesks<Desk extends OpenDesk>(parts: TellDesksParts<Desk>): TellDesks<Desk> {
  const { desks, readReceipts, readScreens, readPresent, readInbox, readIssues } = parts;
  const watching = new WeakMap<Desk, Watching>();

  const stop = repeat(EVERY_MS, async () => {
    const open = [...desks()].map((desk) => ({ desk, ...(watching.get(desk) ?? begin(desk)) }));
    if (open.length === 0) return;
    const watched = [...new Map(open.flatMap(({ receipts }) => receipts.map((one) => [keyOf(one), one]))).values()];
    const texts = [...new Set(open.flatMap(({ text }) => text ?? []))];
    try {
      const [screens, inbox, observed, present, issues] = await Promise.all([
        readScreens(),
        readInbox(),
        watched.length > 0 ? readReceipts(watched) : [],
        texts.length > 0 ? readPresent(texts) : new Map<string, Present[]>(),
        open.some((one) => one.issues) ? readIssues() : [],
      ]);
      const receipts = new Map(observed.map((one) => [keyOf(one), toldReceipt(one)]));
      for (const one of open) tellChanges(one, { screens, inbox, receipts, present, issues });
    } catch {
      // the store is away: a desk that hears nothing asks, and says that nobody answers
    }
  });

  function begin(desk: Desk): Watching {
    const fresh: Watching = { receipts: [], issues: false, text: null, told: new Map() };
    watching.set(desk, fresh);
    return fresh;
  }

  return {
    watch(said, desk) {
      const watch = parseWatch(said);
      if (!watch) return problem("invalid", "This is nothing that can be watched.");
      const known = watching.get(desk) ?? begin(desk);
      known.receipts = watch.receipts;
      known.issues = watch.issues ?? false;
      return {};
    },
    async attend(said, desk) {
      const attendance = parseAttendance(said);
      if (!attendance) return problem("invalid", "This is no text that can be open.");
      await parts.attend(attendance, desk.caller.name);
      const known = watching.get(desk) ?? begin(desk);
      known.text = attendance.text;
      return {};
    },
    close: stop,
  };
}

/** How everything stands that desks are told of. */
interface ToTell {
  screens: OpenScreens;
  inbox: InboxCount;
  receipts: Map<string, ToldReceipt>;
  present: Map<string, Present[]>;
  issues: DeskIssue[];
}

function tellChanges(
  { desk, receipts: watched, issues: watchesIssues, text, told }: Watching & { desk: OpenDesk },
  { screens, inbox, receipts, present, issues }: ToTell,
): void {
  tellOnce("reach", "reach", screens);
  tellOnce("inbox", "inbox", inbox);
  for (const one of watched) {
    const receipt = receipts.get(keyOf(one));
    if (receipt) tellOnce(keyOf(one), "receipt", receipt);
  }

  if (watchesIssues) for (const issue of issues) tellOnce(issue.id, "issue", issue);
  if (text !== null) tellOnce("presence", "presence", { text, people: present.get(text) ?? [] });

  function tellOnce(about: string, name: string, said: object): void {
    const text = JSON.stringify(said);
    if (told.get(about) === text) return;
    told.set(about, text);
    desk.emit(name, said);
  }
}

function keyOf({ story, rev }: { story: string; rev: number }): string {
  return `${story} ${rev}`;
}
