import type { IssueStory } from "../../../core/pipes/desk-mailing.ts";
import type { Desk } from "../start-desk.ts";
import { sectionName } from "../stories/section-name.ts";
import { moved } from "./issue-text.ts";

/** The stories of an issue in their order, and those that can be added. */
export function StoryPicker({ desk, stories }: { desk: Desk; stories: readonly IssueStory[] }) {
  const { letters } = desk;
  const others = (desk.stories.stories.value ?? [])
    .filter(({ id, status }) => status === "published" && !stories.some((story) => story.id === id))
    .map(({ id, headline, section }) => ({ id, headline, section, isOut: true }));
  const put = (next: readonly IssueStory[]) => letters.set({ stories: [...next] });
  return (
    <fieldset class="field picker">
      <legend>Stories</legend>
      <ol>
        {stories.map((story, place) => (
          <li key={story.id} data-out={story.isOut}>
            <span>
              <b>{story.headline || "A story that was taken back"}</b>
              <small>{story.isOut ? sectionName(desk, story.section) : "is not out: it will not be in the mail"}</small>
            </span>
            <span class="places">
              <button
                type="button"
                disabled={place === 0}
                aria-label={`Up: ${story.headline}`}
                onClick={() => put(moved(stories, story.id, -1))}
              >
                ↑
              </button>
              <button
                type="button"
                disabled={place === stories.length - 1}
                aria-label={`Down: ${story.headline}`}
                onClick={() => put(moved(stories, story.id, 1))}
              >
                ↓
              </button>
              <button
                type="button"
                aria-label={`Leave out: ${story.headline}`}
                onClick={() => put(stories.filter(({ id }) => id !== story.id))}
              >
                ×
              </button>
            </span>
          </li>
        ))}
      </ol>
      <div class="row-of-two">
        <select
          aria-label="Add a story"
          value=""
          onChange={({ currentTarget }) => {
            const story = others.find(({ id }) => id === currentTarget.value);
            currentTarget.value = "";
            if (story) put([...stories, story]);
          }}
        >
          <option value="">Add a story…</option>
          {others.map(({ id, headline }) => (
            <option key={id} value={id}>
              {headline}
            </option>
          ))}
        </select>
        <button type="button" onClick={() => void letters.fill()}>
          Fill since the last issue
        </button>
      </div>
    </fieldset>
  );
}
