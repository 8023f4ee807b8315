import { isUnexpiredAlert, type PublishedEntry } from "../../news/front-page.ts";
import { whenWords } from "../clock-words.ts";
import { html, type Markup } from "../markup.ts";
import type { Paper } from "../story-parts.ts";
import { BREAKING, INK, NOTE, NOTE_INK, RULE, SANS, SOFT } from "./mail-colours.ts";
import type { MailPart } from "./mail-parts.ts";

/** `lead`: the first and largest. `row`: one below the other. */
export type MailPlacement = "lead" | "row";

/**
 * One story in a mail: what the page's card tells (section, breaking, unconfirmed, headline, standfirst, a correction's
 * note), in the styles that a mail can have.
 */
export function mailStory(entry: PublishedEntry, paper: Paper, placement: MailPlacement): MailPart {
  const { story, kind, firstAt, at } = entry;
  const section = paper.sections.find(({ slug }) => slug === story.section)?.name ?? story.section;
  const when = whenWords(firstAt, paper.nowMs, paper.timeZone);
  const facts = [section, ...(story.verification === "unconfirmed" ? ["Unconfirmed"] : []), when].join(" · ");
  const isBreaking = isUnexpiredAlert(story, paper.nowMs);
  const note = kind === "correction" && story.note ? story.note : null;
  const noteTime = whenWords(at, paper.nowMs, paper.timeZone);
  const standfirst = story.standfirst || (placement === "lead" ? story.excerpt : "");
  return {
    html: html`<div class="rule" style="${placement === "row" ? `border-top:1px solid ${RULE};padding-top:14px;margin:0 0 16px` : "margin:26px 0 24px"}">
<p class="soft" style="margin:0 0 4px;color:${SOFT};font-family:${SANS};font-size:12px;line-height:1.4">${isBreaking && html`<b class="breaking" style="color:${BREAKING}">Breaking</b> · `}${facts}</p>
${headline(story.headline, story.url, placement)}
${standfirst && html`<p class="soft" style="margin:6px 0 0;color:${SOFT};font-size:${placement === "lead" ? "17px" : "16px"};line-height:1.45">${standfirst}</p>`}
${note && html`<p class="note" style="margin:10px 0 0;background:${NOTE};padding:8px 12px;color:${NOTE_INK};font-family:${SANS};font-size:14px;line-height:1.45"><b>Correction, ${noteTime}</b> ${note}</p>`}
</div>`,
    text: [
      isBreaking ? `Breaking · ${facts}` : facts,
      story.headline,
      standfirst,
      note && `Correction, ${noteTime}: ${note}`,
      story.url,
    ]
      .filter(Boolean)
      .join("\n"),
  };
}

function headline(text: string, url: string, placement: MailPlacement): Markup {
  const link = html`<a class="ink" href="${url}" style="color:${INK};text-decoration:none">${text}</a>`;
  return placement === "lead"
    ? html`<h2 class="lead" style="margin:0;font-size:30px;font-weight:bold;line-height:1.14;letter-spacing:-0.4px">${link}</h2>`
    : html`<h3 style="margin:0;font-size:20px;font-weight:bold;line-height:1.25">${link}</h3>`;
}
