import { useState } from "preact/hooks";
import { isAtLeast } from "../../../core/news/desk-role.ts";
import { whenWords } from "../../../core/page/clock-words.ts";
import type { DeskStoryDetail } from "../../../core/pipes/desk-stories.ts";
import { seenWords } from "../send/send-dialog.tsx";
import { Sheet } from "../send/sheet.tsx";
import type { Desk } from "../start-desk.ts";
import { History } from "./history.tsx";

/** A story that is out, or waits: who has seen it, what can be done, and all its revisions. */
export function StorySheet({ desk }: { desk: Desk }) {
  const { acts, facts, now } = desk;
  const story = acts.shown.value;
  if (!story) return null;
  const { status, section, urgency, at, by, url, rev } = story;
  const state = { draft: "Not out", scheduled: "Scheduled", held: "Held", published: "Out", retracted: "Taken back" }[
    status
  ];
  return (
    <Sheet title={story.headline} onClose={acts.hide} isWide key={story.id}>
      <p class="what">
        {state} · {section} · {urgency} · revision {rev} by {by}, {whenWords(at, now(), facts.timeZone)}
        {status === "published" && (
          <>
            {" · "}
            <a href={url}>on the paper</a>
          </>
        )}
      </p>
      {(status === "published" || status === "retracted") && <p class="audience">{seenWords(story)}</p>}
      {acts.problem.value && (
        <p class="alarm" role="alert">
          {acts.problem.value}
        </p>
      )}
      <Deeds desk={desk} story={story} />
      <History story={story} timeZone={facts.timeZone} nowMs={now()} />
      <div class="buttons last">
        <button type="button" onClick={acts.hide}>
          Close
        </button>
      </div>
    </Sheet>
  );
}

function Deeds({ desk, story }: { desk: Desk; story: DeskStoryDetail }) {
  const { acts } = desk;
  const [isTakingBack, setTakingBack] = useState(false);
  const change = (kind: "update" | "correction") => {
    acts.change(story, kind);
    desk.open("write");
  };
  const mayPublish = isAtLeast(desk.session.me.value?.role ?? "reporter", "editor");
  if (story.status === "retracted" || !mayPublish) return null;
  if (story.status !== "published") return <Waiting desk={desk} story={story} />;
  if (isTakingBack) return <TakeBack desk={desk} story={story} onBack={() => setTakingBack(false)} />;
  const isDoubtful = story.verification === "unconfirmed";
  return (
    <div class="buttons" aria-busy={acts.isBusy.value}>
      <button type="button" onClick={() => change("correction")}>
        Correct…
      </button>
      <button type="button" onClick={() => change("update")}>
        Update…
      </button>
      {!story.lead && (
        <button type="button" onClick={() => void acts.do(story, { what: "lead" })}>
          Make it the lead
        </button>
      )}
      <button
        type="button"
        onClick={() => void acts.do(story, { what: "label", verification: isDoubtful ? "confirmed" : "unconfirmed" })}
      >
        {isDoubtful ? "Say that it is confirmed" : "Say that it is unconfirmed"}
      </button>
      <button type="button" class="grave" onClick={() => setTakingBack(true)}>
        Take back…
      </button>
    </div>
  );
}

function Waiting({ desk, story }: { desk: Desk; story: DeskStoryDetail }) {
  const callBack = async () => {
    if (!(await desk.acts.callBack(story.id))) return;
    desk.acts.hide();
    desk.open("write");
  };
  return (
    <div class="buttons">
      <button type="button" onClick={() => void callBack()}>
        {story.status === "draft" ? "Go on writing" : "Call back and go on writing"}
      </button>
    </div>
  );
}

function TakeBack({ desk, story, onBack }: { desk: Desk; story: DeskStoryDetail; onBack: () => void }) {
  const [note, setNote] = useState("");
  const { acts } = desk;
  const isReady = note.trim() !== "";
  return (
    <form
      class="take-back"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !acts.isBusy.value)
          void acts.do(story, { what: "retraction", note: note.trim() }).then((done) => done && onBack());
      }}
    >
      <p>
        Taking a story back is final: its texts are withdrawn everywhere, and it comes back only as a new story.{" "}
        {seenWords(story)}
      </p>
      <label for="why">Why, for readers</label>
      <input
        id="why"
        type="text"
        value={note}
        autocomplete="off"
        onInput={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <div class="buttons">
        <button type="submit" class="grave" aria-disabled={!isReady}>
          Take it back for good
        </button>
        <button type="button" onClick={onBack}>
          Leave it
        </button>
      </div>
    </form>
  );
}
