import express from "express";
import { html } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";
import { type Press, pageFrame } from "../page-frame.ts";
import { createPageCache } from "../serving/page-cache.ts";
import { livesUntilMs } from "../serving/page-lifetime.ts";
import { sendPage } from "../serving/send-page.ts";
import { about } from "./about.ts";
import { accessibility } from "./accessibility.ts";
import { privacy } from "./privacy.ts";
import type { StandingPage } from "./standing-page.ts";

/** What stands in every edition: /about, /accessibility, /privacy. */
export function standingPages({ press, clock }: { press: Press; clock: { now(): number } }): express.Router {
  const { site } = press;
  const cache = createPageCache({ clock, version: () => "" });
  const router = express.Router();
  for (const page of [about(site), accessibility(site), privacy(site)]) {
    router.get(page.path, async (request, response) => {
      const nowMs = clock.now();
      const drawn = cache.get(page.path, async () => ({
        ...{ status: 200, html: draw(press, page, nowMs) },
        livesUntilMs: livesUntilMs([], nowMs, site.timeZone),
      }));
      await sendPage(request, response, await drawn);
    });
  }
  return router;
}

function draw(press: Press, { path, title, description, text }: StandingPage, nowMs: number): string {
  const { name, sections, timeZone }: Site = press.site;
  return pageFrame(press, {
    ...{ title: `${title} — ${name}`, description, path, paper: { sections, timeZone, nowMs } },
    main: html`<article class="standing"><h1>${title}</h1><div class="body">${text}</div></article>`,
  });
}
