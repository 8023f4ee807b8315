import type { TargetedKeyboardEvent } from "preact";
import { isAtLeast } from "../../../core/news/desk-role.ts";
import type { InboxItem, InboxSource } from "../../../core/news/inbox.ts";
import { clockTime } from "../../../core/page/clock-words.ts";
import { whenWords } from "../send/similar-hint.tsx";
import type { Desk } from "../start-desk.ts";
import { count } from "../strip/troubles.ts";

/** What other newsrooms publish, the newest first: used with one click, put aside with another. */
export function InboxPane({ desk }: { desk: Desk }) {
  const { inbox, problem } = desk.inbox;
  const known = inbox.value;
  if (!known) return <p class="hint">What came in is being looked up…</p>;
  if (known.sources.length === 0) return <NoSources desk={desk} />;
  const waiting = known.items.filter(({ state }) => state === "new");
  const taken = known.items.filter(({ state }) => state === "taken");
  return (
    <div class="inbox">
      <Sources desk={desk} sources={known.sources} />
      {problem.value && (
        <p class="inbox-problem" role="alert">
          {problem.value}
        </p>
      )}
      <Dismissed desk={desk} />
      <ul aria-label="Waiting">
        {waiting.map((item) => (
          <Item key={item.id} desk={desk} item={item} />
        ))}
      </ul>
      {waiting.length === 0 && <p class="hint">Nothing waits. What comes in stands here by itself.</p>}
      {waiting.length > 1 && mayDismiss(desk) && (
        <button type="button" class="plain all-away" onClick={() => void desk.inbox.dismiss(waiting)}>
          Dismiss these {waiting.length}
        </button>
      )}
      {taken.length > 0 && (
        <section>
          <h2>Taken</h2>
          <ul aria-label="Taken">
            {taken.map((item) => (
              <TakenItem key={item.id} desk={desk} item={item} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function mayDismiss({ session }: Desk): boolean {
  return isAtLeast(session.me.value?.role ?? "reporter", "editor");
}

function NoSources({ desk }: { desk: Desk }) {
  const isAdmin = desk.session.me.value?.role === "admin";
  return (
    <p class="hint">
      No source is read yet.{" "}
      {isAdmin ? (
        <a href="/desk/sources">Add the first one.</a>
      ) : (
        "An admin can add one: RSS, Atom, JSON Feed or ninjs."
      )}
    </p>
  );
}

function Sources({ desk, sources }: { desk: Desk; sources: InboxSource[] }) {
  const { source, choose } = desk.inbox;
  const ill = sources.filter(({ isEnabled, lastError }) => isEnabled && lastError !== null);
  return (
    <div class="inbox-sources">
      <select
        aria-label="Source"
        value={source.value ?? ""}
        onChange={({ currentTarget }) => choose(currentTarget.value === "" ? null : currentTarget.value)}
      >
        <option value="">All sources</option>
        {sources.map(({ id, name, waiting }) => (
          <option key={id} value={id}>
            {name} ({waiting})
          </option>
        ))}
      </select>
      {ill.map(({ id, name, lastError }) => (
        <p key={id} class="ill">
          <b>{name}</b> cannot be read. {lastError}
        </p>
      ))}
    </div>
  );
}

function Dismissed({ desk }: { desk: Desk }) {
  const items = desk.inbox.dismissed.value;
  const [first] = items;
  return (
    <p class="inbox-undo" role="status">
      {first && (
        <>
          {items.length === 1 ? "Dismissed." : `${count(items.length, "item", "items")} dismissed.`}{" "}
          <button type="button" class="plain" onClick={() => void desk.inbox.undo()}>
            Undo
          </button>
        </>
      )}
    </p>
  );
}

function Item({ desk, item }: { desk: Desk; item: InboxItem }) {
  const { id, headline, excerpt } = item;
  return (
    <li class="wire-item">
      <button
        type="button"
        class="item"
        data-item={id}
        onKeyDown={(event) => onKey(event, desk, item)}
        onClick={() => void desk.inbox.show(id)}
      >
        <small>{originOf(desk, item)}</small>
        <b>{headline}</b>
        {excerpt !== "" && excerpt !== headline && <span class="excerpt">{excerpt}</span>}
      </button>
      <div class="acts">
        <button type="button" aria-label={`Use: ${headline}`} onClick={() => void useItem(desk, item)}>
          Use
        </button>
        {mayDismiss(desk) && (
          <button
            type="button"
            class="plain"
            aria-label={`Dismiss: ${headline}`}
            onClick={() => void desk.inbox.dismiss([item])}
          >
            Dismiss
          </button>
        )}
      </div>
    </li>
  );
}

function TakenItem({ desk, item }: { desk: Desk; item: InboxItem }) {
  const { id, headline, by = "", handledAt = item.at, story, isOut, draft, isChangedSince, isWithdrawn } = item;
  const open = () => (story ? desk.acts.show(story) : draft ? desk.openDraft(draft) : desk.inbox.show(id));
  return (
    <li>
      <button type="button" class="item" onClick={() => void open()}>
        <b>{headline}</b>
        <small>
          {isOut ? "published" : "taken"} by {by}, {whenWords(handledAt, desk.now(), desk.facts.timeZone)}
        </small>
        {isWithdrawn && <small class="warning">withdrawn by its source</small>}
        {isChangedSince && !isWithdrawn && <small class="warning">changed at its source since</small>}
      </button>
    </li>
  );
}

/** "Agency · 3 min ago · changed" */
export function originOf({ now, facts }: Desk, item: InboxItem): string {
  const { sourceName, version, publishedAt, at, embargoedUntil, isWithdrawn } = item;
  return [
    sourceName,
    whenWords(publishedAt ?? at, now(), facts.timeZone),
    ...(isWithdrawn ? ["withdrawn"] : version > 1 ? [`changed, version ${version}`] : []),
    ...(embargoedUntil && Date.parse(embargoedUntil) > now()
      ? [`embargoed until ${clockTime(embargoedUntil, facts.timeZone)}`]
      : []),
  ].join(" · ");
}

/** Click one of two: the composer is full, and stands where it can be read. */
export async function useItem(desk: Desk, item: InboxItem, evenIfTaken = false): Promise<void> {
  if (await desk.inbox.use(item, evenIfTaken)) desk.open("write");
}

/** Up and down go through the list, D puts aside, U uses; Enter opens, as it does on every button. */
function onKey(event: TargetedKeyboardEvent<HTMLElement>, desk: Desk, item: InboxItem): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const all = [...document.querySelectorAll<HTMLElement>("[data-item]")];
  const place = all.indexOf(event.currentTarget);
  const go = (to: number) => all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
  const key = event.key.toLowerCase();
  if (key === "arrowdown") go(place + 1);
  else if (key === "arrowup") go(place - 1);
  else if (key === "d" && mayDismiss(desk)) {
    go(place === all.length - 1 ? place - 1 : place + 1);
    void desk.inbox.dismiss([item]);
  } else if (key === "u") void useItem(desk, item);
  else return;
  event.preventDefault();
}
