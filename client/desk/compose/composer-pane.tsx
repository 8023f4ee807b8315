import { useEffect, useRef } from "preact/hooks";
import { isAlert } from "../../../core/news/story.ts";
import { SimilarHint } from "../send/similar-hint.tsx";
import type { Desk } from "../start-desk.ts";
import { BodyField } from "./body-field.tsx";
import { SectionField, Switches, UrgencyField } from "./choices.tsx";
import { HeadlineField } from "./headline-field.tsx";
import { KeptLine } from "./kept-line.tsx";
import { LineField, type TextField } from "./line-field.tsx";
import { PresenceLine } from "./presence-line.tsx";
import { RelatedField } from "./related-field.tsx";
import { ThrowAway } from "./throw-away.tsx";
import { WhenField } from "./when-field.tsx";

export function ComposerPane({ desk }: { desk: Desk }) {
  const { composer, facts, keeper, sender, presence } = desk;
  const form = useRef<HTMLFormElement>(null);
  const { id } = composer.draft.value;
  useEffect(() => form.current?.scrollTo(0, 0), [id]); // another text begins at its beginning
  return (
    <form
      ref={form}
      class="composer"
      aria-labelledby="composer-title"
      onSubmit={(event) => {
        event.preventDefault();
        sender.press();
      }}
    >
      <h2 id="composer-title">{titleOf(desk)}</h2>
      <PresenceLine desk={desk} />
      <fieldset class="texts" disabled={presence.writer.value !== null}>
        <Texts desk={desk} />
      </fieldset>
      <div class="send-bar">
        <div class="kept-row">
          <KeptLine kept={keeper.kept.value} timeZone={facts.timeZone} />
          <ThrowDraftAway key={id} desk={desk} />
        </div>
        <SendButtons desk={desk} />
      </div>
    </form>
  );
}

function Texts({ desk }: { desk: Desk }) {
  const { composer, facts, sender, strip } = desk;
  const phase = sender.phase.value;
  const missing = phase.at === "writing" ? phase.missing : [];
  const complaintOf = (field: string) => missing.find((one) => one.field === field)?.says;
  const isOut = composer.isOut.value;
  const of = (name: TextField, label: string) => ({ composer, name, label, complaint: complaintOf(name) });
  return (
    <>
      {isOut && <LineField {...of("note", noteLabel(desk))} rows={2} />}
      <HeadlineField composer={composer} complaint={complaintOf("headline")} />
      <SimilarHint desk={desk} />
      <LineField {...of("standfirst", "Standfirst")} rows={2} />
      <BodyField composer={composer} />
      <UrgencyField composer={composer} alerts={strip.state.value.strip?.alerts ?? null} />
      <div class="row-of-two">
        <SectionField composer={composer} facts={facts} />
        <LineField {...of("byline", "Byline")} hint="Without “By”" />
      </div>
      <LineField {...of("topics", "Topics")} hint="Separated by commas" />
      <RelatedField desk={desk} />
      <Switches composer={composer} />
      {!isOut && <WhenField composer={composer} timeZone={facts.timeZone} nowMs={desk.now()} />}
    </>
  );
}

function noteLabel({ composer }: Desk): string {
  const isCorrection = composer.fields.value.kind === "correction";
  return isCorrection ? "What was wrong, for readers" : "What is new, for readers (may be empty)";
}

function SendButtons({ desk }: { desk: Desk }) {
  const { composer, sender, stories, session } = desk;
  const { state } = composer.draft.value;
  const isSending = sender.phase.value.at === "sending";
  const isReady = state === "ready";
  return (
    <div class="buttons">
      <button type="submit" class="publish" data-urgency={composer.fields.value.urgency} aria-disabled={isSending}>
        {isSending ? "Sending…" : sendWords(desk)}
        <kbd>Ctrl ↵</kbd>
      </button>
      {!composer.isOut.value && session.me.value?.role !== "reporter" && (
        <button
          type="button"
          aria-pressed={isReady}
          onClick={() => {
            composer.setState(isReady ? "writing" : "ready");
            void desk.keeper.flush().then(stories.look);
          }}
        >
          Ready to fire
        </button>
      )}
      <button type="button" onClick={() => composer.startNew()}>
        New
      </button>
    </div>
  );
}

/** A draft that nobody wants. */
function ThrowDraftAway({ desk: { composer, keeper, stories } }: { desk: Desk }) {
  const { id } = composer.draft.value;
  if (keeper.kept.value.where === "nothing") return null;
  const throwAway = () => {
    const released = keeper.release(id);
    composer.startNew();
    void released.then(stories.look);
  };
  return <ThrowAway what="draft" onThrow={throwAway} />;
}

function titleOf({ composer }: Desk): string {
  const { kind } = composer.fields.value;
  if (composer.isOut.value) return kind === "correction" ? "Correct a story" : "Update a story";
  return composer.draft.value.story ? "Called back, and not out" : "Write";
}

function sendWords({ composer, session }: Desk): string {
  if (session.me.value?.role === "reporter")
    return composer.draft.value.state === "submitted" ? "Take it back from review" : "Hand in";
  const { kind, urgency, releaseAt } = composer.fields.value;
  if (composer.isOut.value) return kind === "correction" ? "Correct…" : "Update…";
  if (releaseAt !== "") return "Schedule";
  return isAlert(urgency) ? `Publish ${urgency}…` : "Publish";
}
