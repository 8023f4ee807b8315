import type { DeskIssue, DeskNewsletter } from "../../../core/pipes/desk-mailing.ts";
import { ThrowAway } from "../compose/throw-away.tsx";
import { wallClockOf } from "../draft/local-time.ts";
import type { Desk } from "../start-desk.ts";
import type { IssueText } from "./issue-text.ts";
import type { KeptIssue } from "./keep-issue.ts";
import { StoryPicker } from "./story-picker.tsx";

const KEPT: Record<KeptIssue, string> = {
  "nothing yet": "",
  saving: "Saving…",
  saved: "Saved.",
  "only here": "Not saved yet: it stands on this page only.",
};

/** An issue as it is composed: subject, intro, stories in order, and when it leaves. */
export function IssueForm({ desk, onSend }: { desk: Desk; onSend: () => void }) {
  const { letters } = desk;
  const text = letters.text.value;
  const newsletter = letters.newsletters.value?.newsletters.find(({ slug }) => slug === text?.newsletter);
  if (!text || !newsletter) {
    return (
      <section class="composer" aria-labelledby="issue-title">
        <h2 id="issue-title">Newsletters</h2>
        <p class="hint">Choose a newsletter to begin an issue of it, or an issue to go on with.</p>
      </section>
    );
  }
  return (
    <form
      class="composer"
      aria-labelledby="issue-title"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <h2 id="issue-title">{newsletter.name}</h2>
      <Fields desk={desk} text={text} />
      <SendBar desk={desk} newsletter={newsletter} />
    </form>
  );
}

function SendBar({ desk: { letters }, newsletter }: { desk: Desk; newsletter: DeskNewsletter }) {
  const text = letters.text.value;
  if (!letters.isAtWork.value) {
    return (
      <div class="send-bar">
        <p class="hint" role="status">
          {letters.said.value || goneWords(letters.open.value)}
        </p>
        <div class="buttons">
          <button type="button" onClick={() => letters.begin(newsletter.slug)}>
            New issue
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="send-bar">
      <p class="hint" role="status">
        {letters.said.value || KEPT[letters.kept.value]}
      </p>
      <div class="buttons">
        <button type="submit" class="publish" disabled={text?.subject.trim() === ""}>
          {text?.sendAt === "" ? "Send…" : "Schedule…"}
        </button>
        <button type="button" onClick={() => void letters.test()}>
          Send me a test
        </button>
      </div>
      {letters.open.value && <ThrowAway what="issue" onThrow={() => void letters.throwAway()} />}
    </div>
  );
}

function goneWords(issue: DeskIssue | null): string {
  return issue?.state === "cancelled" && issue.startedAt === undefined
    ? "This issue did not leave, and will not."
    : "This issue has left: it cannot be changed any more.";
}

function Fields({ desk, text }: { desk: Desk; text: IssueText }) {
  const { letters, facts } = desk;
  return (
    <fieldset class="texts" disabled={!letters.isAtWork.value}>
      <div class="field">
        <label for="issue-subject">Subject</label>
        <input
          id="issue-subject"
          type="text"
          maxLength={200}
          value={text.subject}
          onInput={({ currentTarget }) => letters.set({ subject: currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for="issue-intro">Intro, in Markdown</label>
        <textarea
          id="issue-intro"
          rows={4}
          value={text.intro}
          onInput={({ currentTarget }) => letters.set({ intro: currentTarget.value })}
        />
      </div>
      <StoryPicker desk={desk} stories={text.stories} />
      <div class="field">
        <label for="issue-time">Leaves at, in {facts.timeZone.replace("_", " ")}; empty: now</label>
        <input
          id="issue-time"
          type="datetime-local"
          value={text.sendAt}
          min={wallClockOf(desk.now(), facts.timeZone)}
          onInput={({ currentTarget }) => letters.set({ sendAt: currentTarget.value.slice(0, 16) })}
        />
      </div>
    </fieldset>
  );
}
