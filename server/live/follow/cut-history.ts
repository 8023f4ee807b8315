import { isHeadline, type WireEvent, type WireHead, type WirePage } from "../../../core/news/wire-event.ts";
import type { Entry } from "../log/ring.ts";

/**
 * Whether the store's history was cut since this server saw it: it is of an earlier epoch, or ends below what was seen, or
 * has another event, or none, in the place of the newest one shown. `page` was read from that event on, after `seen` was noted.
 *
 * PostgreSQL cannot tell: a copy of its files has the same identity and the same timeline as the original, and what it
 * lacks it does not know. Only whoever has seen more holds a proof.
 */
export function isCut(page: WirePage, seen: WireHead, newest: Entry | undefined): boolean {
  if (page.epoch !== seen.epoch) return page.epoch < seen.epoch;
  if (page.top < seen.top) return true;
  const [there] = page.events;
  return newest !== undefined && (!there || !isSame(JSON.parse(there.json) as WireEvent, newest.event));
}

/** The same entry of the wire; a retraction may have taken its text in the meantime. */
function isSame(one: WireEvent, other: WireEvent): boolean {
  if (one.seq !== other.seq || one.at !== other.at) return false;
  if (isHeadline(one)) return isHeadline(other) && one.story.id === other.story.id && one.story.rev === other.story.rev;
  return !isHeadline(other) && one.issue === other.issue;
}
