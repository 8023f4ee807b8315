import { isAtLeast } from "../../../core/news/desk-role.ts";
import { Sheet } from "../send/sheet.tsx";
import { whenWords } from "../send/similar-hint.tsx";
import type { Desk } from "../start-desk.ts";
import { originOf, useItem } from "./inbox-pane.tsx";

/** An item in full, or the question whether somebody else's is to be used all the same. */
export function ItemSheet({ desk }: { desk: Desk }) {
  if (desk.inbox.held.value) return <Held desk={desk} />;
  const item = desk.inbox.shown.value;
  if (!item) return null;
  const isWaiting = item.state === "new";
  const mayDismiss = isAtLeast(desk.session.me.value?.role ?? "reporter", "editor");
  return (
    <Sheet title={item.headline} onClose={desk.inbox.close} isWide>
      <p class="hint">{originOf(desk, item)}</p>
      {item.standfirst && <p class="standfirst">{item.standfirst}</p>}
      <div class="wire-text">
        {item.body.split("\n\n").map((paragraph, i) => (
          <p key={`${i} ${paragraph.slice(0, 20)}`}>{paragraph}</p>
        ))}
      </div>
      {item.link && (
        <p>
          <a href={item.link} target="_blank" rel="noopener noreferrer nofollow">
            Read it at {item.sourceName}
          </a>
        </p>
      )}
      <div class="buttons">
        {isWaiting && (
          <button type="button" class="publish" autofocus onClick={() => void useItem(desk, item)}>
            Use
          </button>
        )}
        {isWaiting && mayDismiss && (
          <button type="button" onClick={() => void desk.inbox.dismiss([item])}>
            Dismiss
          </button>
        )}
        <button type="button" onClick={desk.inbox.close}>
          Close
        </button>
      </div>
    </Sheet>
  );
}

function Held({ desk }: { desk: Desk }) {
  const held = desk.inbox.held.value;
  if (!held) return null;
  const { item, by, at, story } = held;
  return (
    <Sheet title={`${by} has this one`} onClose={desk.inbox.close}>
      <p class="quoted">{item.headline}</p>
      <p>
        {by} took it {whenWords(at, desk.now(), desk.facts.timeZone)}
        {story ? ", and it is published." : ", and is writing. Nothing of it is published yet."}
      </p>
      <div class="buttons">
        <button type="button" class="publish" autofocus onClick={desk.inbox.close}>
          Leave it
        </button>
        <button type="button" onClick={() => void useItem(desk, item, true)}>
          Use it all the same
        </button>
      </div>
    </Sheet>
  );
}
