import express from "express";
import type { Site } from "../../../core/settings/config.ts";
import { drawNotYet } from "../lost-pages.ts";
import { createPageCache, type Page, pageOf } from "../serving/page-cache.ts";
import { sendPage } from "../serving/send-page.ts";
import { minuteText, readMoment, writeMoment } from "./moment.ts";
import { drawPastPage, type PastPageNeeds } from "./past-page.ts";

const MINUTE_MS = 60_000;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MINUTE = /^(\d{1,3}|1[0-3]\d\d|14[0-3]\d)$/;

export interface PastPagesNeeds extends PastPageNeeds {
  site: Site;
  clock: { now(): number };
  /** What the wire is at: what was published since may have taken something back. */
  version: () => string;
  notFound: () => Page;
}

/**
 * /at/{time}: the paper's past; /at: its present, from where one goes back; /at?day=&minute=: what the slider sends.
 * Kept apart from the present's pages, so that nobody who wanders through the past drives those out of memory.
 */
export function pastPages({ site, clock, version, notFound, ...needs }: PastPagesNeeds): express.Router {
  const { timeZone } = site;
  const cache = createPageCache({ clock, version });
  const router = express.Router();

  router.get("/at", (request, response) => {
    const { day, minute } = request.query;
    const asked = day === undefined && minute === undefined ? lastMinute() : formMoment(day, minute, timeZone);
    const page = asked === null ? notFound() : pageOf({ ...ELSEWHERE, location: `/at/${asked}` });
    return sendPage(request, response, page);
  });
  router.get("/at/:time", async (request, response) => {
    const { time } = request.params;
    const moment = readMoment(time, timeZone);
    const nowMs = clock.now();
    if (!moment) return sendPage(request, response, notFound());
    if (moment.ms > nowMs) return sendPage(request, response, pageOf(drawNotYet(needs.press, nowMs)));
    const here = pageOf({ ...ELSEWHERE, location: `/at/${moment.text}` });
    if (moment.text !== time) return sendPage(request, response, here);
    return sendPage(request, response, await cache.get(moment.text, () => drawPastPage(needs, moment, nowMs)));
  });
  return router;

  function lastMinute(): string {
    return writeMoment(Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS, timeZone).text;
  }
}

const ELSEWHERE = { status: 302, html: "", livesUntilMs: 0 };

/** Null: the form was not filled in by its own controls. */
function formMoment(day: unknown, minute: unknown, timeZone: string): string | null {
  if (typeof day !== "string" || typeof minute !== "string" || !DAY.test(day) || !MINUTE.test(minute)) return null;
  return readMoment(`${day}T${minuteText(Number(minute))}`, timeZone)?.text ?? null;
}
