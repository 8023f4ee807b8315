import { useEffect } from "preact/hooks";
import { ComposerPane } from "./compose/composer-pane.tsx";
import { ConflictDialog } from "./draft/conflict-dialog.tsx";
import { ItemSheet } from "./inbox/item-sheet.tsx";
import { LettersRoom } from "./letters/letters-room.tsx";
import { ListsPane } from "./lists-pane.tsx";
import { PreviewPane } from "./preview/preview-pane.tsx";
import { ReceiptsPane } from "./receipt/receipts-pane.tsx";
import { SendDialog } from "./send/send-dialog.tsx";
import { SignIn } from "./sign-in.tsx";
import type { Desk, Pane, Room } from "./start-desk.ts";
import { StorySheet } from "./stories/story-sheet.tsx";
import { StripBar } from "./strip/strip-bar.tsx";

const PANES: Record<Room, Partial<Record<Pane, string>>> = {
  stories: { stories: "Stories", inbox: "Inbox", write: "Write", preview: "Preview", receipts: "Sent" },
  letters: { stories: "Issues", write: "Compose", preview: "Preview", receipts: "Sending" },
};
const ROOMS: Record<Room, string> = { stories: "News", letters: "Newsletters" };

/** The one screen. On a wide one everything stands side by side; on a phone one pane at a time, chosen at its foot. */
export function DeskScreen({ desk }: { desk: Desk }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      if (desk.room.value === "stories") desk.sender.press();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const pane = desk.pane.value;
  const room = desk.room.value;
  return (
    <>
      <Bar desk={desk} />
      {room === "letters" ? (
        <LettersRoom desk={desk} />
      ) : (
        <main class="desk" data-pane={pane}>
          <ListsPane desk={desk} />
          <ComposerPane desk={desk} />
          <div class="side">
            <PreviewPane desk={desk} />
            <ReceiptsPane desk={desk} />
          </div>
        </main>
      )}
      <nav class="panes" aria-label="Parts of the desk">
        {(Object.keys(PANES[room]) as Pane[]).map((each) => (
          <button type="button" key={each} aria-pressed={pane === each} onClick={() => desk.open(each)}>
            {PANES[room][each]}
            {each === "inbox" && desk.inbox.waiting.value > 0 && <small> {desk.inbox.waiting.value}</small>}
          </button>
        ))}
      </nav>
      <SendDialog desk={desk} />
      <ConflictDialog desk={desk} />
      <StorySheet desk={desk} />
      <ItemSheet desk={desk} />
      <SignIn desk={desk} />
    </>
  );
}

function Bar({ desk }: { desk: Desk }) {
  return (
    <header class="bar">
      <h1>
        <a href="/">{desk.facts.name}</a> <span>Desk</span>
      </h1>
      <nav class="rooms" aria-label="Rooms of the desk">
        {(Object.keys(ROOMS) as Room[]).map((each) => (
          <button type="button" key={each} aria-pressed={desk.room.value === each} onClick={() => desk.enter(each)}>
            {ROOMS[each]}
          </button>
        ))}
      </nav>
      <StripBar desk={desk} />
      {desk.session.me.value && (
        <a class="me" href="/desk/account">
          {desk.session.me.value.name}
        </a>
      )}
    </header>
  );
}
