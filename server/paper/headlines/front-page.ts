import { type FrontPage, frontPage } from "../../../core/news/front-page.ts";
import { leadRegion } from "../../../core/page/lead-story.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import { tiersOf } from "../../../core/page/second-tier.ts";
import { storyCard } from "../../../core/page/story-card.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import type { StoryText } from "../../../core/page/story-text.ts";
import { withAudio } from "../article/story-texts.ts";
import type { AudioShelf } from "../audio/audio-shelf.ts";
import { liveBlog } from "../machines/json-ld.ts";
import { sharedPage } from "../machines/open-graph.ts";
import { type Press, pageFrame } from "../page-frame.ts";
import type { Edition } from "../serving/edition.ts";
import type { Drawn } from "../serving/page-cache.ts";
import { livesUntilMs, SOON_MS } from "../serving/page-lifetime.ts";
import type { NewsletterShelf } from "../sign-up/newsletter-shelf.ts";
import { signUp } from "../sign-up/sign-up.ts";
import { bannerPlace, headlineList, olderLink } from "./headline-list.ts";

export interface FrontPageNeeds {
  press: Press;
  edition: Edition;
  audio: Pick<AudioShelf, "of">;
  newsletters: Pick<NewsletterShelf, "first">;
}

/** The front page: a pure function of the fold, the time, and the lead's body. */
export async function drawFrontPage(needs: FrontPageNeeds, nowMs: number): Promise<Drawn> {
  const { press, edition, audio, newsletters } = needs;
  const { name, tagline, sections, timeZone } = press.site;
  const paper: Paper = { sections, timeZone, nowMs };
  const fold = edition.fold();
  const page = frontPage(fold, nowMs);
  const text = page.lead && withAudio(await edition.texts.of(page.lead), audio.of(page.lead.story));
  const lifetime = livesUntilMs(fold.entries.values(), nowMs, timeZone);
  return {
    status: 200,
    html: pageFrame(press, {
      ...{ title: `${name} — ${tagline}`, description: `${name}. ${tagline}`, path: "/", isFront: true },
      told: html`${sharedPage(name, tagline, "/", press.site)}${liveBlog(page.latest, press.site)}`,
      ...{ fold, breaking: page.breaking, shown: page.latest, paper },
      main: html`${frontMain(page, text, paper)}
${signUp(newsletters.first())}`,
    }),
    livesUntilMs: page.lead && !text ? Math.min(nowMs + SOON_MS, lifetime) : lifetime,
  };
}

/** All that stands between the masthead and the foot. */
export function frontMain(page: FrontPage, text: StoryText | null, paper: Paper): Markup {
  const { lead, breaking, latest } = page;
  const { related, second } = tiersOf(page, text?.related ?? []);
  return html`${bannerPlace(breaking, paper)}
<div class="front">
<div class="top">
<section id="lead" aria-label="Lead story">${lead && leadRegion(lead, text, related, paper)}</section>
<section id="second" aria-label="More of today">${second.map((entry) => storyCard(entry, paper, "card"))}</section>
</div>
<section class="latest" aria-labelledby="latest"><h2 id="latest" tabindex="-1">Latest</h2>
${headlineList(latest, paper, { placement: "row" })}${olderLink("/latest", latest)}</section>
</div>`;
}
