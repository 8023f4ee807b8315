import { whenWords } from "../../../core/page/clock-words.ts";
import type { DeskIssue, DeskNewsletter } from "../../../core/pipes/desk-mailing.ts";
import type { Desk } from "../start-desk.ts";
import { count } from "../strip/troubles.ts";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** The newsletters, to begin an issue of; and the issues: being written, waiting, going out, gone. */
export function IssuesPane({ desk }: { desk: Desk }) {
  const { newsletters, issues } = desk.letters;
  const told = newsletters.value;
  const listed = issues.value;
  if (!told || !listed) {
    return (
      <nav class="stories" aria-label="Issues">
        <p class="hint">What the newsletters have is being looked up…</p>
      </nav>
    );
  }
  const inState = (...states: DeskIssue["state"][]) => listed.filter(({ state }) => states.includes(state));
  return (
    <nav class="stories" aria-label="Issues">
      <section>
        <h2>Newsletters</h2>
        <ul>{told.newsletters.map((newsletter) => newsletterItem(desk, newsletter))}</ul>
      </section>
      {group(desk, "Going out", inState("sending", "paused"))}
      {group(desk, "Being written", inState("draft"))}
      {group(desk, "Waiting for their hour", inState("scheduled"))}
      {group(desk, "Gone out", inState("sent", "cancelled").filter(hasBegun))}
      {told.outboxDir !== null && (
        <p class="hint outbox">
          There is no mail relay (SMTP_URL). Mails are kept as files in <code>{told.outboxDir}</code>, and nobody gets
          them.
        </p>
      )}
      <p class="hint">At most {told.rate.perSecond} mails leave in a second, of all workers together.</p>
    </nav>
  );
}

/** One that was thrown away before it began is in the log only. */
function hasBegun({ startedAt, remark }: DeskIssue): boolean {
  return startedAt !== undefined || remark !== undefined;
}

function newsletterItem(desk: Desk, { slug, name, cadence, localTime, weekday, audience }: DeskNewsletter) {
  const hour =
    cadence === "alerts" ? "with each alert" : cadence === "by hand" ? "by hand" : hourWords(localTime, weekday);
  return (
    <li key={slug}>
      <button
        type="button"
        class="item"
        onClick={() => {
          desk.letters.begin(slug);
          desk.open("write");
        }}
      >
        <b>{name}</b>
        <small>
          {count(audience, "reader", "readers")} · {hour} · New issue
        </small>
      </button>
    </li>
  );
}

function hourWords(localTime: string | null, weekday: number | null): string {
  return `${weekday === null ? "daily" : `${DAYS[weekday - 1]}s`} at ${localTime ?? "?"}`;
}

function group(desk: Desk, title: string, issues: DeskIssue[]) {
  if (issues.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>{issues.map((issue) => issueItem(desk, issue))}</ul>
    </section>
  );
}

function issueItem(desk: Desk, issue: DeskIssue) {
  const { id, subject, state, by, recipients, sent, undecided, remark } = issue;
  const at = issue.sendAt ?? issue.startedAt ?? issue.createdAt;
  const marks = [
    whenWords(at, desk.now(), desk.facts.timeZone),
    ...(state === "draft" ? [by] : []),
    ...(recipients > 0 ? [`${sent} of ${recipients}`] : []),
    ...(state === "paused" || state === "cancelled" ? [state] : []),
    ...(undecided > 0 ? [`${undecided} in doubt`] : []),
    ...(remark === undefined ? [] : [remark]),
  ];
  return (
    <li key={id}>
      <button
        type="button"
        class="item"
        aria-current={desk.letters.text.value?.id === id}
        data-status={state}
        onClick={() => {
          void desk.letters.openIssue(id);
          desk.open(state === "draft" || state === "scheduled" ? "write" : "receipts");
        }}
      >
        <b>{subject.trim() || "No subject yet"}</b>
        <small>{marks.join(" · ")}</small>
      </button>
    </li>
  );
}
