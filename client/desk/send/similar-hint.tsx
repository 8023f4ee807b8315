import { useEffect, useState } from "preact/hooks";
import { agoWords, clockTime } from "../../../core/page/clock-words.ts";
import type { SimilarStory } from "../../../core/pipes/desk-stories.ts";
import type { Desk } from "../start-desk.ts";

const PAUSE_MS = 400;
/** Shorter headlines are like too many others. */
const FROM_CHARACTERS = 12;

/** While a headline is typed: what was told in the last hours and is much like it. */
export function SimilarHint({ desk }: { desk: Desk }) {
  const { api, composer, facts } = desk;
  const headline = composer.fields.value.headline.trim();
  const { story } = composer.draft.value;
  const [found, setFound] = useState<SimilarStory[]>([]);
  useEffect(() => {
    if (headline.length < FROM_CHARACTERS) return setFound([]);
    let isOld = false;
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ headline, ...(story && { except: story }) });
      const answer = await api.ask<{ stories: SimilarStory[] }>("GET", `/v1/desk/similar?${query}`);
      if (!isOld && answer.kind === "done") setFound(answer.value.stories);
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [headline, story]);

  return (
    <div class="similar" role="status">
      {found.slice(0, 2).map((one) => (
        <p key={one.story} data-close={one.likeness >= 0.5}>
          <b>
            {one.urgency === "routine" ? "Told" : "Alerted"} {whenWords(one.at, desk.now(), facts.timeZone)}
          </b>{" "}
          by {one.by}:{" "}
          <button type="button" class="plain" onClick={() => void desk.acts.show(one.story)}>
            <bdi>{one.headline}</bdi>
          </button>
        </p>
      ))}
    </div>
  );
}

/** "40 s ago", "12 min ago", "at 09:30" */
export function whenWords(at: string, nowMs: number, timeZone: string): string {
  const ageMs = Math.max(0, nowMs - Date.parse(at));
  if (ageMs < 90_000) return `${Math.round(ageMs / 1_000)} s ago`;
  const ago = agoWords(ageMs);
  return ago ? `${ago} ago` : `at ${clockTime(at, timeZone)}`;
}
