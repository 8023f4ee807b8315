import { isHeadline, type WireEvent } from "../../core/news/wire-event.ts";

/** Stories and issues that are remembered; what comes again comes from a snapshot, which tells of a hundred or so. */
const KEPT = 10_000;

/**
 * Lets each thing through once: an event of a story only if its (epoch, rev) is higher than the last one of that story,
 * an issue of a newsletter only the first time. So nothing that was corrected or taken back comes back.
 */
export function createNewerOnly(kept = KEPT): (event: WireEvent) => boolean {
  const held = new Map<string, { epoch: string; rev: number }>();

  return (event) => {
    const id = isHeadline(event) ? event.story.id : `${event.newsletter}/${event.issue}`;
    const rev = isHeadline(event) ? event.story.rev : 0;
    const { epoch } = event;
    const had = held.get(id);
    const isNewer = !had || (isHeadline(event) && (epoch > had.epoch || (epoch === had.epoch && rev > had.rev)));
    if (!isNewer) return false;
    held.delete(id);
    held.set(id, { epoch, rev });
    const [oldest] = held.keys();
    if (held.size > kept && oldest !== undefined) held.delete(oldest);
    return true;
  };
}
