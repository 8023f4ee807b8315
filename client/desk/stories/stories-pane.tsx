import type { DraftLine } from "../../../core/news/draft.ts";
import { whenWords } from "../../../core/page/clock-words.ts";
import type { DeskStory } from "../../../core/pipes/desk-stories.ts";
import type { Desk } from "../start-desk.ts";
import { sectionName } from "./section-name.ts";

/** What the newsroom has: ready to fire, handed in, being written, waiting for its time, and out. */
export function StoriesPane({ desk }: { desk: Desk }) {
  const drafts = desk.stories.drafts.value;
  const stories = desk.stories.stories.value;
  if (!drafts || !stories) {
    return <p class="hint">What the newsroom has is being looked up…</p>;
  }
  const waits = (story: DeskStory) => story.status === "scheduled" || story.status === "held";
  const begun = stories.filter(({ id, status }) => status === "draft" && !drafts.some(({ story }) => story === id));
  const inState = (state: DraftLine["state"]) => drafts.filter((draft) => draft.state === state);
  const out = stories.filter(({ status }) => status === "published" || status === "retracted");
  return (
    <>
      <Group title="Ready to fire" isShown={inState("ready").length > 0}>
        {inState("ready").map((draft) => draftItem(desk, draft))}
      </Group>
      <Group title="Handed in" isShown={inState("submitted").length > 0}>
        {inState("submitted").map((draft) => draftItem(desk, draft))}
      </Group>
      <Group title="Waiting for their time" isShown={stories.some(waits)}>
        {stories.filter(waits).map((story) => storyItem(desk, story))}
      </Group>
      <Group title="Being written" isShown={inState("writing").length + begun.length > 0}>
        {inState("writing").map((draft) => draftItem(desk, draft))}
        {begun.map((story) => storyItem(desk, story))}
      </Group>
      <Group title="Out" isShown>
        {out.map((story) => storyItem(desk, story))}
        {out.length === 0 && <li class="hint">Nothing is out yet. Write the first story.</li>}
      </Group>
    </>
  );
}

function Group({ title, isShown, children }: { title: string; isShown: boolean; children: preact.ComponentChildren }) {
  if (!isShown) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function draftItem(desk: Desk, draft: DraftLine) {
  const { id, headline, urgency, savedBy, savedAt } = draft;
  const isOpen = desk.composer.draft.value.id === id;
  return (
    <li key={id}>
      <button
        type="button"
        class="item"
        aria-current={isOpen}
        onClick={() => {
          if (!isOpen) void desk.openDraft(id);
          desk.open("write");
        }}
      >
        <b dir="auto">{headline.trim() || "No headline yet"}</b>
        <small>
          {urgency !== "routine" && `${urgency} · `}
          {savedBy}, {whenWords(savedAt, desk.now(), desk.facts.timeZone)}
        </small>
      </button>
    </li>
  );
}

function storyItem(desk: Desk, story: DeskStory) {
  const { id, headline, status, urgency, section, verification, lead, kind, rev } = story;
  const at = story.releaseAt ?? story.at;
  const marks = [
    ...(urgency === "routine" ? [] : [urgency]),
    ...(status === "retracted" ? ["taken back"] : []),
    ...(status === "held" ? ["held"] : []),
    ...(lead && status === "published" ? ["lead"] : []),
    ...(verification === "unconfirmed" ? ["unconfirmed"] : []),
    ...(kind === "correction" ? ["corrected"] : rev > 1 && status === "published" ? [`revision ${rev}`] : []),
  ];
  return (
    <li key={id}>
      <button type="button" class="item" data-status={status} onClick={() => void desk.acts.show(id)}>
        <b dir="auto">{headline}</b>
        <small>
          {whenWords(at, desk.now(), desk.facts.timeZone)} · {[sectionName(desk, section), ...marks].join(" · ")}
        </small>
      </button>
    </li>
  );
}
