import { clockTime } from "../../../core/page/clock-words.ts";
import type { DeskIssue } from "../../../core/pipes/desk-mailing.ts";
import type { Desk } from "../start-desk.ts";
import { count } from "../strip/troubles.ts";

/** What became of every recipient, as it happens; what can still be decided; and what nobody knows. */
export function IssueProgress({ desk }: { desk: Desk }) {
  const issue = desk.letters.open.value;
  if (!issue || issue.state === "draft") return null;
  return (
    <section class="receipts" aria-labelledby="progress-title">
      <h2 id="progress-title">Sending</h2>
      <article class="receipt" data-complete={issue.state === "sent"} data-alarm={issue.undecided > 0}>
        <h3>{issue.subject}</h3>
        <p role="status">{stateWords(issue, desk)}</p>
        {issue.recipients > 0 && <Books issue={issue} />}
        <Turns desk={desk} issue={issue} />
        {issue.state !== "scheduled" && issue.startedAt && (
          <p>
            <a href={new URL(issue.url).pathname}>Read it on the site</a>
          </p>
        )}
      </article>
      <Doubts desk={desk} />
    </section>
  );
}

function stateWords(
  { state, sendAt, startedAt, endedAt, remark, recipients, sent }: DeskIssue,
  { facts }: Desk,
): string {
  const at = (time: string | undefined) => (time === undefined ? "" : ` at ${clockTime(time, facts.timeZone)}`);
  if (state === "scheduled") return `Leaves${at(sendAt)}, to whoever is subscribed by then.`;
  if (recipients === 0 && state === "sent") return `Done${at(endedAt)}: nobody was subscribed, so no mail left.`;
  const share = recipients === 0 ? 100 : Math.floor((100 * sent) / recipients);
  if (state === "sending") return `Going out since${at(startedAt).replace(" at", "")}: ${share} % sent.`;
  if (state === "paused") return `Paused: ${share} % sent.`;
  if (state === "cancelled")
    return remark === undefined ? `Cancelled${at(endedAt)}: ${share} % sent.` : `Not sent: ${remark}.`;
  return `Done${at(endedAt)}: ${share} % sent.`;
}

function Books({ issue }: { issue: DeskIssue }) {
  const { recipients, sent, pending, inFlight, failed, suppressed, doubtful } = issue;
  const lines: [words: string, number: number][] = [
    ["sent", sent],
    ["waiting", pending],
    ["on the way", inFlight],
    ["failed", failed],
    ["not sent, by the reader’s wish or ours", suppressed],
    ["in doubt", doubtful],
  ];
  return (
    <>
      <svg class="meter" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width={(100 * sent) / recipients} height="1" />
      </svg>
      <p class="reach-words">
        <b>{sent.toLocaleString("en-GB")}</b> of {count(recipients, "reader", "readers")}
      </p>
      <p class="times">
        {lines
          .slice(1)
          .filter(([, number]) => number > 0)
          .map(([words, number]) => `${number.toLocaleString("en-GB")} ${words}`)
          .join(" · ")}
      </p>
    </>
  );
}

function Turns({ desk: { letters }, issue }: { desk: Desk; issue: DeskIssue }) {
  const { state } = issue;
  return (
    <div class="buttons">
      {state === "sending" && (
        <button type="button" onClick={() => void letters.turn("paused")}>
          Pause
        </button>
      )}
      {state === "paused" && (
        <button type="button" onClick={() => void letters.turn("sending")}>
          Go on
        </button>
      )}
      {(state === "sending" || state === "paused" || state === "scheduled") && (
        <button type="button" onClick={() => void letters.turn("cancelled")}>
          Cancel the rest
        </button>
      )}
    </div>
  );
}

function Doubts({ desk: { letters, facts } }: { desk: Desk }) {
  const doubts = letters.doubts.value;
  if (doubts.length === 0) return null;
  return (
    <section class="doubts" aria-labelledby="doubts-title">
      <h3 id="doubts-title">In doubt</h3>
      <p class="hint">
        The sender was lost while these mails were on the line. They may have arrived: nothing sends them again by
        itself.
      </p>
      <ul>
        {doubts.map(({ subscriber, email, at, reason }) => (
          <li key={subscriber}>
            <span>
              {email ?? "Somebody who was erased"}
              <small>
                {clockTime(at, facts.timeZone)}, {reason}
              </small>
            </span>
            <span class="buttons">
              <button type="button" onClick={() => void letters.decide(subscriber, true)}>
                Send again
              </button>
              <button type="button" onClick={() => void letters.decide(subscriber, false)}>
                Leave it
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
