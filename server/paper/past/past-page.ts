import { emptyFold, foldEvent, frontPage, type PublishedEntry } from "../../../core/news/front-page.ts";
import { clockTimeWithSeconds, longDate } from "../../../core/page/clock-words.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import type { Past } from "../../../core/store/stories/past.ts";
import type { StoredStory } from "../../../core/store/stories/stories.ts";
import { textOf } from "../article/story-texts.ts";
import { frontMain } from "../headlines/front-page.ts";
import { type Press, pageFrame } from "../page-frame.ts";
import type { Drawn } from "../serving/page-cache.ts";
import type { WrittenMoment } from "./moment.ts";
import { pastBar } from "./past-bar.ts";

export interface PastPageNeeds {
  press: Press;
  readPast: (moment: Date) => Promise<Past>;
  readPastRevision: (id: string, rev: number) => Promise<StoredStory | null>;
}

/**
 * The front page as it was: the wire folded up to a moment, by the fold and the templates of the present one. What was
 * taken back since is a tombstone here too; what was corrected since says so. It changes only when the wire does that.
 */
export async function drawPastPage(needs: PastPageNeeds, moment: WrittenMoment, nowMs: number): Promise<Drawn> {
  const { press, readPast, readPastRevision } = needs;
  const { name, sections, timeZone } = press.site;
  const past = await readPast(new Date(moment.ms));
  const fold = { ...past.events.reduce(foldEvent, emptyFold(past.epoch)), seq: past.seq };
  const page = frontPage(fold, moment.ms);
  const stored = page.lead && (await readPastRevision(page.lead.story.id, page.lead.story.rev));
  const corrected = new Set(past.correctedLater);
  const since = (entry: PublishedEntry) => (corrected.has(entry.story.id) ? correctedLater(entry) : null);
  const paper: Paper = { sections, timeZone, nowMs: moment.ms, since };
  const when = `${clockTimeWithSeconds(moment.ms, timeZone).replace(/:00$/, "")}, ${longDate(moment.ms, timeZone)}`;
  return {
    status: 200,
    html: pageFrame(press, {
      ...{ title: `${when} — ${name}`, description: `The front page of ${name} as it was at ${when}.` },
      ...{ isUnlisted: true, isPast: true, style: press.assets.pastStyle, scripts: [press.assets.pastSlider], paper },
      main: html`${pastBar({ moment, when, past, nowMs }, timeZone)}
${past.seq === 0 ? nothingYet(past) : frontMain(page, stored && textOf(stored), paper)}`,
    }),
    livesUntilMs: Number.POSITIVE_INFINITY,
  };
}

/** The present text is one step away: what was wrong must not be read as if it still stood. */
function correctedLater({ story }: PublishedEntry): Markup {
  return html` <a class="since" href="/story/${story.id}">Corrected later</a>`;
}

function nothingYet({ firstAt }: Past): Markup {
  return html`<p class="hint">${firstAt ? "The paper had not begun yet." : "Nothing has been published yet."}</p>`;
}
