import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type {
  DeskDoubt,
  DeskIssue,
  DeskIssueDetail,
  DeskNewsletters,
  IssueStory,
} from "../../../core/pipes/desk-mailing.ts";
import type { Api, Outcome } from "../api/call.ts";
import { momentOf } from "../draft/local-time.ts";
import { blankIssue, type IssueText, textOf } from "./issue-text.ts";
import { type KeptIssue, keepIssue } from "./keep-issue.ts";

/*
 * The room of newsletters: what there is, the issue that is being composed, and what becomes of those that go out. What
 * is typed is kept on the server a moment later, as a draft of everybody's.
 */

export interface LettersParts {
  api: Api;
  timeZone: string;
  /** Whether the room is the one that is shown. */
  isShown: () => boolean;
}

export interface Letters {
  newsletters: ReadonlySignal<DeskNewsletters | null>;
  issues: ReadonlySignal<DeskIssue[] | null>;
  text: ReadonlySignal<IssueText | null>;
  /** What the server says of the open issue; null: it has none yet. */
  open: ReadonlySignal<DeskIssue | null>;
  /** Whether the open one can still be changed. */
  isAtWork: ReadonlySignal<boolean>;
  kept: ReadonlySignal<KeptIssue>;
  /** What was refused last, or said; empty: nothing. */
  said: ReadonlySignal<string>;
  doubts: ReadonlySignal<DeskDoubt[]>;
  begin(newsletter: string): void;
  openIssue(id: string): Promise<void>;
  set(part: Partial<IssueText>): void;
  /** What an issue made now would tell. */
  fill(): Promise<void>;
  hear(issue: DeskIssue): void;
  look(): Promise<void>;
  test(): Promise<void>;
  /** Sends it now, or lets it wait for its hour. True: it is on its way. */
  start(): Promise<boolean>;
  turn(to: "paused" | "sending" | "cancelled"): Promise<void>;
  /** The open issue never leaves; an empty one takes its place. */
  throwAway(): Promise<void>;
  decide(subscriber: string, again: boolean): Promise<void>;
}

const LOOK_EVERY_MS = 4_000;

export function createLetters({ api, timeZone, isShown }: LettersParts): Letters {
  const newsletters = signal<DeskNewsletters | null>(null);
  const issues = signal<DeskIssue[] | null>(null);
  const text = signal<IssueText | null>(null);
  const said = signal("");
  const doubts = signal<DeskDoubt[]>([]);
  const open = computed(() => issues.value?.find(({ id }) => id === text.value?.id) ?? null);
  const isAtWork = computed(() => !open.value || open.value.state === "draft" || open.value.state === "scheduled");
  const say = (words: string): void => {
    said.value = words;
  };
  const keeper = keepIssue({ api, text, onTold: say });

  async function look(): Promise<void> {
    const [found, listed] = await Promise.all([
      api.ask<DeskNewsletters>("GET", "/v1/desk/newsletters"),
      api.ask<{ issues: DeskIssue[] }>("GET", "/v1/desk/issues"),
    ]);
    if (found.kind === "done") newsletters.value = found.value;
    if (listed.kind === "done") issues.value = listed.value.issues;
    await lookAtDoubts();
  }

  async function lookAtDoubts(): Promise<void> {
    const { id, undecided } = open.value ?? { id: "", undecided: 0 };
    if (undecided === 0) {
      doubts.value = [];
      return;
    }
    const answer = await api.ask<{ doubtful: DeskDoubt[] }>("GET", `/v1/desk/issues/${id}/doubtful`);
    if (answer.kind === "done") doubts.value = answer.value.doubtful;
  }

  function set(part: Partial<IssueText>): void {
    if (!text.value) return;
    text.value = { ...text.value, ...part };
    keeper.changed();
  }

  /** Does one thing to the open issue, and tells what was refused. */
  async function act(path: string, body: object): Promise<boolean> {
    const answer = await api.ask("POST", `/v1/desk/issues/${text.value?.id}/${path}`, { body: JSON.stringify(body) });
    said.value = wordsOf(answer);
    await look();
    return answer.kind === "done";
  }

  const timer = setInterval(() => document.hidden || !isShown() || void look(), LOOK_EVERY_MS);
  addEventListener("pagehide", () => clearInterval(timer));
  return {
    ...{ newsletters, issues, text, open, isAtWork, said, doubts, kept: keeper.kept, look, set },
    begin(newsletter) {
      said.value = "";
      text.value = blankIssue(newsletter);
    },
    async openIssue(id) {
      await keeper.flush();
      const answer = await api.ask<DeskIssueDetail>("GET", `/v1/desk/issues/${id}`);
      said.value = wordsOf(answer);
      if (answer.kind !== "done") return;
      text.value = textOf(answer.value);
      await look();
    },
    async fill() {
      const answer = await api.ask<{ stories: IssueStory[] }>(
        "GET",
        `/v1/desk/newsletters/${text.value?.newsletter}/digest`,
      );
      if (answer.kind !== "done") return say(wordsOf(answer));
      const { stories } = answer.value;
      said.value = stories.length === 0 ? "Nothing came out since the last issue." : "";
      if (stories.length > 0) set({ stories });
    },
    hear(issue) {
      issues.value = (issues.value ?? []).map((known) => (known.id === issue.id ? issue : known));
      if (issue.id === text.value?.id && issue.undecided !== doubts.value.length) void lookAtDoubts();
    },
    async test() {
      const { newsletter, subject, intro, stories } = text.value ?? blankIssue("");
      const body = JSON.stringify({ newsletter, subject, intro, storyIds: stories.map(({ id }) => id) });
      const answer = await api.ask<{ outcome: string; word: string; to: string }>("POST", "/v1/desk/issues/test", {
        body,
      });
      if (answer.kind !== "done") return say(wordsOf(answer));
      const { outcome, word, to } = answer.value;
      said.value = outcome === "sent" ? `A test is on its way to ${to}.` : `The test was not sent: ${word}.`;
    },
    async start() {
      await keeper.flush();
      const { version, sendAt } = text.value ?? blankIssue("");
      const moment = sendAt === "" ? null : momentOf(sendAt, timeZone);
      return act("start", { version, ...(moment && { sendAt: moment.toISOString() }) });
    },
    async throwAway() {
      await keeper.flush();
      if (await act("state", { to: "cancelled" })) text.value = blankIssue(text.value?.newsletter ?? "");
    },
    turn: async (to) => void (await act("state", { to })),
    decide: async (subscriber, again) => void (await act(`doubtful/${subscriber}`, { again })),
  };
}

/** What was not done, in words; empty: it was. */
export function wordsOf(answer: Outcome<unknown>): string {
  if (answer.kind === "done") return "";
  if (answer.kind === "refused") {
    const [first] = answer.refusal.errors;
    return first ? `${first.pointer.slice(1)} ${first.detail}.` : answer.refusal.detail;
  }
  return answer.kind === "away" ? "The server does not answer: nothing is known to be done." : "";
}
