import { useEffect, useState } from "preact/hooks";
import type { Audience } from "../../../core/news/push.ts";
import { isAlert } from "../../../core/news/story.ts";
import type { DeskStoryDetail } from "../../../core/pipes/desk-stories.ts";
import { Side } from "../draft/side-by-side.tsx";
import { HOLD_SECONDS } from "../draft/story-of-draft.ts";
import type { Desk } from "../start-desk.ts";
import { count } from "../strip/troubles.ts";
import type { Phase } from "./send-draft.ts";
import { Sheet } from "./sheet.tsx";
import { whenWords } from "./similar-hint.tsx";

/** Whatever stands between pressing the button and the wire: a question, or a refusal. */
export function SendDialog({ desk }: { desk: Desk }) {
  const phase = desk.sender.phase.value;
  if (phase.at === "writing" || phase.at === "sending") return null;
  return (
    <Sheet title={titleOf(phase, desk)} onClose={desk.sender.back} isWide={phase.at === "behind"}>
      {phase.at === "confirming" && <Confirm desk={desk} />}
      {phase.at === "similar" && <Similar desk={desk} phase={phase} />}
      {phase.at === "behind" && <Behind desk={desk} current={phase.current} />}
      {phase.at === "refused" && <Refused desk={desk} phase={phase} />}
    </Sheet>
  );
}

function titleOf(phase: Phase, { composer }: Desk): string {
  const { urgency, kind } = composer.fields.value;
  if (phase.at === "similar") return "This was alerted a moment ago";
  if (phase.at === "behind") return "Somebody was faster";
  if (phase.at === "refused") return "This was not taken";
  if (composer.isOut.value) return kind === "correction" ? "Correct this everywhere?" : "Update this everywhere?";
  return composer.fields.value.releaseAt === "" ? `Send this ${urgency}?` : `Schedule this ${urgency}?`;
}

function Confirm({ desk }: { desk: Desk }) {
  const { composer, sender, strip } = desk;
  const { headline, urgency, kind, releaseAt } = composer.fields.value;
  useEffect(() => void strip.ask(), []); // counted at this moment, not a while ago
  const alerts = strip.state.value.strip?.alerts;
  const isOut = composer.isOut.value;
  const spending = !isOut && isAlert(urgency) && urgency !== "routine" ? alerts?.[urgency] : undefined;
  return (
    <>
      <p class="quoted" dir="auto">
        {headline}
      </p>
      <p class="audience">
        {audienceWords(desk)} <PushAudience desk={desk} />
        {!isOut && releaseAt === "" && ` It is held for ${HOLD_SECONDS} s, in which you can undo it.`}
      </p>
      {isOut && <SeenBefore desk={desk} />}
      {spending && (
        <p data-over={spending.spent >= spending.budget}>
          {spending.spent} of the day’s {spending.budget} {urgency} alerts are spent.
        </p>
      )}
      <div class="buttons">
        <button type="button" class="publish" data-urgency={urgency} autofocus onClick={() => void sender.confirm()}>
          {isOut
            ? kind === "correction"
              ? "Correct it"
              : "Update it"
            : releaseAt === ""
              ? `Send the ${urgency}`
              : "Schedule it"}
        </button>
        <button type="button" onClick={sender.back}>
          Back to the text
        </button>
      </div>
    </>
  );
}

function audienceWords({ strip, composer }: Desk): string {
  const { strip: told } = strip.state.value;
  if (!told) return "How many screens are open is not known: the server does not answer.";
  const verb = composer.fields.value.releaseAt === "" ? "It goes to" : "At this moment it would go to";
  const screens = `${verb} ${count(told.readers, "open screen", "open screens")}, on ${count(told.servers, "server", "servers")}`;
  const isAlertNow = !composer.isOut.value && isAlert(composer.fields.value.urgency);
  return isAlertNow
    ? `${screens}, and a minute later by mail to those of ${count(told.alertMails, "reader", "readers")} who have not seen it by then.`
    : `${screens}.`;
}

/** How many devices it is pushed to besides, counted when this is asked. Of a correction the server alone knows who was told. */
function PushAudience({ desk: { api, composer } }: { desk: Desk }) {
  const { urgency, section } = composer.fields.value;
  const [audience, setAudience] = useState<Audience | null>(null);
  const isAsked = isAlert(urgency) && !composer.isOut.value;
  useEffect(() => {
    if (!isAsked) return;
    void api.ask<Audience>("GET", `/v1/desk/audience?urgency=${urgency}&section=${section}`).then((answer) => {
      if (answer.kind === "done") setAudience(answer.value);
    });
  }, [isAsked, urgency, section]);
  if (!isAsked || !audience) return null;
  return <span>{`It is pushed to ${count(audience.push, "device", "devices")} besides.`}</span>;
}

function SeenBefore({ desk }: { desk: Desk }) {
  const detail = useDetail(desk, desk.composer.draft.value.story);
  return <p>{detail ? seenWords(detail) : "Who has seen the present text is being looked up…"}</p>;
}

/** The story as the server has it; null until it is known. */
function useDetail({ api }: Desk, story: string | undefined): DeskStoryDetail | null {
  const [detail, setDetail] = useState<DeskStoryDetail | null>(null);
  useEffect(() => {
    void api.ask<DeskStoryDetail>("GET", `/v1/desk/stories/${story}`).then((answer) => {
      if (answer.kind === "done") setDetail(answer.value);
    });
  }, [story]);
  return detail;
}

/** Who had the story on a screen before. */
export function seenWords({ revisions }: DeskStoryDetail): string {
  const shown = Math.max(0, ...revisions.map(({ reach }) => reach.shown));
  const asked = Math.max(0, ...revisions.map(({ reach }) => reach.open));
  if (asked === 0) return "No screen was asked whether it has shown it.";
  return `${shown.toLocaleString("en-GB")} of ${count(asked, "screen", "screens")} asked have already shown it.`;
}

function Similar({ desk, phase }: { desk: Desk; phase: Extract<Phase, { at: "similar" }> }) {
  const { headline, at, by } = phase.like;
  return (
    <>
      <p class="quoted" dir="auto">
        {headline}
      </p>
      <p>
        {whenWords(at, desk.now(), desk.facts.timeZone)}, by {by}. Yours was not sent, and your text is kept.
      </p>
      <div class="buttons">
        <button type="button" class="publish" onClick={() => void desk.sender.confirm(true)}>
          Send all the same
        </button>
        <button type="button" onClick={desk.sender.back}>
          Back to the text
        </button>
      </div>
    </>
  );
}

function Behind({ desk, current }: { desk: Desk; current: number }) {
  const { composer, sender } = desk;
  const theirs = useDetail(desk, composer.draft.value.story);
  return (
    <>
      <p>
        The story is at revision {current} now; yours began from revision {composer.draft.value.baseRev ?? 0}. Nothing
        was overwritten, and your text is kept.
      </p>
      {theirs && (
        <div class="both">
          <Side title="Yours" texts={composer.fields.value} />
          <Side title={`Revision ${theirs.rev}, by ${theirs.revisions.at(-1)?.by ?? theirs.by}`} texts={theirs} />
        </div>
      )}
      <div class="buttons">
        <button
          type="button"
          class="publish"
          onClick={() => {
            composer.follow(current);
            sender.back();
          }}
        >
          Put mine after it
        </button>
        <button type="button" onClick={sender.back}>
          Back to the text
        </button>
      </div>
    </>
  );
}

function Refused({ desk, phase }: { desk: Desk; phase: Extract<Phase, { at: "refused" }> }) {
  const { detail, errors } = phase.refusal;
  return (
    <>
      <p>{detail} Your text is kept.</p>
      <ul>
        {errors.map(({ pointer, detail: says }) => (
          <li key={pointer}>
            {pointer.slice(1)} {says}
          </li>
        ))}
      </ul>
      <div class="buttons">
        <button type="button" onClick={desk.sender.back}>
          Back to the text
        </button>
      </div>
    </>
  );
}
