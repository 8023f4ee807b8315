import { timeText } from "../../../../core/clock.ts";
import type { Section } from "../../../../core/news/section.ts";
import type { Urgency } from "../../../../core/news/story.ts";
import { absoluteLinks } from "../../../../core/page/absolute-links.ts";
import type { StoredStory } from "../../../../core/store/stories/stories.ts";
import { isRetracted } from "../public-story.ts";

/*
 * A story as IPTC's "News in JSON", ninjs 3.1 (https://iptc.org/std/ninjs/): what other newsrooms' systems take in. Its
 * `uri` is the story's for ever, and its `version` the revision, so that whoever holds an older one replaces it. A story
 * that was taken back stays an item, canceled, without any text of it: ninjs has this word, so it is no refusal here.
 */

export const NINJS_SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#";

/** IPTC's scale is 1 to 9, and 5 is what is not urgent. */
const URGENCY: Record<Urgency, number> = { flash: 1, breaking: 2, routine: 5 };

export interface NinjsPaper {
  name: string;
  publicUrl: string;
  sections: readonly Section[];
}

/** A story that is released, as it stands. */
export function ninjsItem(paper: NinjsPaper, story: StoredStory, bodyHtml: string): object {
  const { id, rev, publishedAt, updatedAt, note } = story;
  const isGone = isRetracted(story);
  const url = `${paper.publicUrl}/story/${id}/${isGone ? "retracted" : story.slug}`;
  return {
    uri: uriOf(id),
    standard: { name: "ninjs", version: "3.1", schema: NINJS_SCHEMA },
    type: "text",
    representationType: "full",
    version: String(rev),
    firstCreated: timeText(publishedAt?.getTime() ?? 0),
    versionCreated: timeText(updatedAt?.getTime() ?? 0),
    pubStatus: isGone ? "canceled" : "usable",
    language: "en-GB",
    copyrightHolder: paper.name,
    infoSources: [{ name: paper.name, role: "publisher", uri: paper.publicUrl }],
    altIds: [{ role: "web", value: url }],
    ...(isGone ? told(note) : standing(paper, story, absoluteLinks(bodyHtml, url))),
  };
}

function standing({ sections }: NinjsPaper, story: StoredStory, html: string): object {
  const { headline, standfirst, excerpt, byline, slug, urgency, topics, related, verification, note } = story;
  const section = sections.find((known) => known.slug === story.section) ?? {
    name: story.section,
    slug: story.section,
  };
  return {
    urgency: URGENCY[urgency],
    slugline: slug,
    headlines: [{ role: "main", contentType: "text/plain", value: headline }],
    ...told(note, [
      { role: "standfirst", contentType: "text/plain", value: standfirst },
      { role: "excerpt", contentType: "text/plain", value: excerpt },
    ]),
    bodies: [
      { role: "main", contentType: "text/html", value: html },
      { role: "source", contentType: "text/markdown", value: story.body },
    ],
    ...(byline && { by: byline }),
    subjects: [
      { name: section.name, rel: "section", literal: section.slug },
      ...topics.map((name) => ({ name, rel: "about", literal: name })),
    ],
    ...(related.length > 0 && {
      associations: related.map((id) => ({ name: "Related story", rel: "related", uri: uriOf(id) })),
    }),
    ...(verification === "unconfirmed" && { edNote: "Unconfirmed." }),
  };
}

/** What readers are told of this version, among the texts that there are. */
function told(note: string | null, texts: { role: string; contentType: string; value: string }[] = []): object {
  const descriptions = texts.filter(({ value }) => value !== "");
  if (note !== null) descriptions.push({ role: "note", contentType: "text/plain", value: note });
  return descriptions.length > 0 ? { descriptions } : {};
}

/** The same as in the feeds. */
function uriOf(id: string): string {
  return `urn:uuid:${id}`;
}
