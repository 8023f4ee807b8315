import { plainText } from "../../../core/page/markdown.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { StoredRevision } from "../../../core/store/stories/stories.ts";
import { type Change, wordDiff } from "./word-diff.ts";

type Texts = Pick<StoredRevision, "headline" | "standfirst" | "body">;

/** Words that stand around a change, so that it can be read. */
const AROUND = 7;

/** What a revision changed in the text before it, to be opened under its note. Null: no word of it. */
export function whatChanged(before: Texts, after: Texts): Markup | null {
  const parts = [
    { name: "Headline", changes: wordDiff(before.headline, after.headline) },
    { name: "Standfirst", changes: wordDiff(before.standfirst, after.standfirst) },
    { name: "Text", changes: wordDiff(plainText(before.body), plainText(after.body)) },
  ].filter(({ changes }) => changes === null || changes.some(({ kind }) => kind !== "same"));
  if (parts.length === 0) return null;
  const lines = parts.map(
    ({ name, changes }) => html`<dt>${name}</dt><dd dir="auto">${changes ? drawn(changes) : REWRITTEN}</dd>`,
  );
  return html`<details class="changes"><summary>What changed</summary><dl>${lines}</dl></details>`;
}

const REWRITTEN = "It was written anew: too much is different to show word by word.";

/** Struck out and underlined by their elements, and said by words for whoever does not see that. */
function drawn(changes: readonly Change[]): Markup[] {
  return changes.map(({ kind, text }, place) => {
    if (kind === "removed") return html`<del><span class="unseen">taken out: </span>${text}</del> `;
    if (kind === "added") return html`<ins><span class="unseen">put in: </span>${text}</ins> `;
    return html`${shortened(text, place === 0, place === changes.length - 1)} `;
  });
}

/** Of what stayed, the words beside a change. */
function shortened(text: string, isFirst: boolean, isLast: boolean): string {
  const words = text.split(" ");
  const kept = (isFirst ? 0 : AROUND) + (isLast ? 0 : AROUND);
  if (words.length <= kept + 2) return text;
  const before = isFirst ? [] : words.slice(0, AROUND);
  const after = isLast ? [] : words.slice(-AROUND);
  return [...before, "…", ...after].join(" ");
}
