import { useEffect, useState } from "preact/hooks";
import { MOST_RELATED, type RelatedChoice, type RelatedChoices } from "../../../core/news/related.ts";
import type { Desk } from "../start-desk.ts";

const PAUSE_MS = 700;
const FROM_CHARACTERS = 12;
const NOTHING: RelatedChoices = { suggested: [], chosen: [] };

/** Stories that readers are led to: what goes with the text is suggested once typing has paused, one click adds it. */
export function RelatedField({ desk }: { desk: Desk }) {
  const { composer } = desk;
  const { headline, standfirst, body, section, related = [] } = composer.fields.value;
  const { id, story } = composer.draft.value;
  const [known, setKnown] = useState(NOTHING);
  const says = `${standfirst} ${standfirst.length < 80 ? body.slice(0, 300) : ""}`.trim();
  const chosen = related.join(",");
  useEffect(() => {
    if (headline.trim().length < FROM_CHARACTERS && chosen === "") return setKnown(NOTHING);
    let isOld = false;
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ headline: oneLine(headline), standfirst: oneLine(says), section, chosen });
      if (story) query.set("except", story);
      const answer = await desk.api.ask<RelatedChoices>("GET", `/v1/desk/related?${query}`);
      if (!isOld && answer.kind === "done") setKnown(answer.value);
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [headline, says, section, chosen, story, id]);

  const named = new Map([...known.suggested, ...known.chosen].map((choice) => [choice.story, choice]));
  const set = (next: string[]) => composer.set({ related: next });
  const offered = known.suggested.filter((choice) => !related.includes(choice.story));
  if (related.length === 0 && offered.length === 0) return null;
  return (
    <div class="field related">
      <p class="label" id="related-label">
        Related stories
      </p>
      <ul class="chips" aria-labelledby="related-label">
        {related.map((each) => (
          <Chip key={each} choice={named.get(each)} onRemove={() => set(related.filter((one) => one !== each))} />
        ))}
      </ul>
      {offered.length > 0 && related.length < MOST_RELATED && (
        <ul class="offers" aria-label="Suggestions">
          {offered.map((choice) => (
            <li key={choice.story}>
              <button type="button" class="plain" onClick={() => set([...related, choice.story])}>
                <span aria-hidden="true">+</span> {choice.headline}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Chip({ choice, onRemove }: { choice: RelatedChoice | undefined; onRemove: () => void }) {
  const words = choice?.headline ?? "A story that readers may not see any more";
  return (
    <li class="chip">
      <span>{words}</span>
      <button type="button" aria-label={`Remove: ${words}`} onClick={onRemove}>
        ✕
      </button>
    </li>
  );
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}
