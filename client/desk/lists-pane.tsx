import { InboxPane } from "./inbox/inbox-pane.tsx";
import type { Desk } from "./start-desk.ts";
import { StoriesPane } from "./stories/stories-pane.tsx";

/** What the newsroom has, and what others have: one beside the other behind two tabs, on a phone two panes. */
export function ListsPane({ desk }: { desk: Desk }) {
  const isInbox = desk.list.value === "inbox";
  const waiting = desk.inbox.waiting.value;
  return (
    <nav class="stories" aria-label={isInbox ? "Inbox" : "Stories"} data-list={desk.list.value}>
      <div class="lists">
        <button type="button" aria-pressed={!isInbox} onClick={() => desk.openList("stories")}>
          Stories
        </button>
        <button type="button" aria-pressed={isInbox} onClick={() => desk.openList("inbox")}>
          Inbox{waiting > 0 && <span class="badge"> {waiting}</span>}
        </button>
      </div>
      {isInbox ? <InboxPane desk={desk} /> : <StoriesPane desk={desk} />}
    </nav>
  );
}
