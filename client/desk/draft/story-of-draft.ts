import type { DraftFields } from "../../../core/news/draft.ts";
import { isAlert } from "../../../core/news/story.ts";
import type { Act } from "../send/outbox.ts";
import { momentOf } from "./local-time.ts";
import type { OpenDraft } from "./open-draft.ts";

/** So long a story is held back, so that it can be undone. */
export const HOLD_SECONDS = 8;

export interface SendChoices {
  timeZone: string;
  /** Whether the story is on the wire already: then nothing can be held. */
  isOut: boolean;
  /** Send it, though something much like it was alerted. */
  evenIfSimilar: boolean;
}

/** What still keeps a draft from being sent, field by field. None: it can go. */
export function missingIn(fields: DraftFields, timeZone: string): { field: keyof DraftFields; says: string }[] {
  const missing: { field: keyof DraftFields; says: string }[] = [];
  const say = (field: keyof DraftFields, says: string) => missing.push({ field, says });
  const length = [...fields.headline.trim()].length;
  if (length === 0) say("headline", "Write a headline first.");
  if (length > 200) say("headline", `The headline has ${length} characters; 200 is the most.`);
  if ([...fields.standfirst.trim()].length > 400) say("standfirst", "The standfirst has more than 400 characters.");
  if (fields.section === "") say("section", "Choose a section.");
  if (topicsOf(fields.topics).length > 12) say("topics", "There are more than 12 topics.");
  if (fields.kind === "correction" && fields.note.trim() === "") say("note", "Tell readers what was wrong.");
  if (fields.releaseAt !== "" && !momentOf(fields.releaseAt, timeZone))
    say("releaseAt", "This time does not exist on that day.");
  return missing;
}

export function topicsOf(text: string): string[] {
  const topics = text.split(",").map((topic) => topic.trim());
  return [...new Set(topics.filter(Boolean))];
}

/** The act that a draft becomes, under a key of its own. */
export function actOf(draft: OpenDraft, choices: SendChoices, key: string): Act {
  const { story, baseRev, fields } = draft;
  const { isOut } = choices;
  const path = story ? `/v1/stories/${story}/revisions` : "/v1/stories";
  const kind = fields.kind === "correction" ? "correction" : "update";
  const note = fields.note.trim();
  const body = {
    ...(story && { rev: (baseRev ?? 0) + 1, kind, ...(isOut && note && { note }) }),
    ...textsOf(fields),
    ...(!isOut && timing(fields, choices.timeZone)),
    ...(!isOut && isAlert(fields.urgency) && { ifSimilar: choices.evenIfSimilar ? "publish" : "refuse" }),
  };
  return {
    ...{ key, method: "POST", path, body: JSON.stringify(body), draft: draft.id, headline: fields.headline.trim() },
    ...{ urgency: fields.urgency, what: story && isOut ? kind : "new" },
  };
}

function textsOf(fields: DraftFields) {
  const {
    headline,
    standfirst,
    body,
    section,
    topics,
    urgency,
    expiresInMinutes,
    byline,
    lead,
    verification,
    related,
  } = fields;
  return {
    ...{
      headline: oneLine(headline),
      standfirst: oneLine(standfirst),
      body,
      section,
      topics: topicsOf(topics),
      urgency,
    },
    ...(isAlert(urgency) && { expiresInMinutes }),
    ...{ byline: oneLine(byline), verification },
    ...(related && { related }),
    ...(lead && { lead }), // never sent as false: another story may have taken it over, and that is the commit's to know
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function timing({ releaseAt }: DraftFields, timeZone: string) {
  const moment = momentOf(releaseAt, timeZone);
  return moment ? { releaseAt: moment.toISOString() } : { holdSeconds: HOLD_SECONDS };
}
