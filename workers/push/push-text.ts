import { createHash } from "node:crypto";
import { timeText } from "../../core/clock.ts";
import type { PushMessage } from "../../core/news/push.ts";
import type { PushTarget } from "../../core/store/push/push-targets.ts";

/** What a notification shows of a longer text; browsers cut sooner. */
const BODY_CHARACTERS = 240;

/** The message of a push. `isShort`: the least that makes sense, for a push service that found it too large. */
export function pushMessage(target: PushTarget, isShort: boolean): PushMessage {
  const { storyId: story, rev, what, at, slug } = target;
  const place = `/story/${story}`;
  const isBack = what === "withdrawal";
  const { title, body } = wordsOf(target);
  return {
    ...{ story, rev, what, title: cut(title, isShort ? 80 : 200), body: isShort ? "" : cut(body, BODY_CHARACTERS) },
    ...{ path: isBack ? `${place}/retracted` : `${place}/${slug}`, at: timeText(at.getTime()) },
  };
}

/** Nothing of a text that was taken back. */
function wordsOf({ what, headline, standfirst, excerpt, note }: PushTarget): { title: string; body: string } {
  if (what === "withdrawal") return { title: "Withdrawn", body: note ?? "An alert that you got was taken back." };
  if (what === "correction") return { title: `Corrected: ${headline}`, body: note ?? standfirst };
  return { title: headline, body: standfirst || excerpt };
}

/** At most so many characters, none of them half. */
function cut(text: string, characters: number): string {
  const all = [...text];
  return all.length <= characters
    ? text
    : `${all
        .slice(0, characters - 1)
        .join("")
        .trimEnd()}…`;
}

/** The same for every push about a story: what a push service still holds for a device is replaced by the newer one. */
export function topicOf(storyId: string): string {
  return createHash("sha256").update(storyId).digest("base64url").slice(0, 32);
}
