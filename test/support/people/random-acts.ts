import fc from "fast-check";
import { readHead } from "../../../core/store/wire/wire.ts";
import { eventually } from "../deadline.ts";
import type { London } from "../paper/start-london.ts";

/** Sections between which the stories of random acts move. */
export const SECTIONS = ["uk", "world"];

/** What an editor may type and a careless feed breaks on. */
const HOSTILE = ["]]>", "<b>", "</title>", "&amp;", "&#0;", "\ufffe", "🗞️", "'\"", "<!--", "<?xml?>", "שלום"];
const aText = fc
  .array(fc.constantFrom(...HOSTILE, "word", " "), { minLength: 1, maxLength: 6 })
  .map((parts) => `H ${parts.join("")}`);

/** Something that an editor does: a new story, or a change of one that stands. */
export const anAct = fc.record({
  kind: fc.constantFrom("new", "new", "update", "correction", "move", "retraction"),
  pick: fc.nat(),
  section: fc.constantFrom(...SECTIONS),
  text: aText,
});
export type Act = typeof anAct extends fc.Arbitrary<infer T> ? T : never;

/** A story that random acts have made. */
export interface ActedOn {
  id: string;
  rev: number;
  isGone: boolean;
}

/** Does one of them, and notes it in `stories`. */
export async function perform(
  { editor }: London,
  stories: ActedOn[],
  { kind, pick, section, text }: Act,
): Promise<void> {
  const standing = stories.filter(({ isGone }) => !isGone);
  const story = standing[pick % Math.max(1, standing.length)];
  if (kind === "new" || !story) {
    const texts = { headline: text, standfirst: text, body: text, topics: [text], byline: text };
    const { id } = await editor.posts({ ...texts, section });
    stories.push({ id, rev: 1, isGone: false });
    return;
  }
  story.rev += 1;
  const { id, rev } = story;
  if (kind === "retraction") {
    story.isGone = true;
    await editor.retracts(id, { rev, note: text });
  } else if (kind === "move") await editor.revises(id, { rev, kind: "update", section });
  else await editor.revises(id, { rev, kind, headline: text, note: text });
}

/** The server's own copy of the paper, which says when a feed is old, is at the wire's head. */
export async function untilHeard({ editor, store }: London): Promise<void> {
  const { top } = await readHead(store, "news");
  await eventually(`the server at ${top}`, async () => {
    const { json } = await editor.ask("GET", "/v1/events?limit=1");
    return (json as { top: number }).top >= top || undefined;
  });
}
