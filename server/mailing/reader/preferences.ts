import type { RequestHandler } from "express";
import {
  type ChosenPreferences,
  keepPreferences,
  type Preferences,
} from "../../../core/store/mailing/readers/preferences.ts";
import type { Form } from "../../http/form.ts";
import { does, shows } from "../answer-page.ts";
import type { MailingParts } from "../mailing-parts.ts";
import { drawPreferences } from "../pages/preferences-page.ts";
import { PREFERRED } from "../sign-up/wordings.ts";
import { type KnownReader, knowReader, nobodysLink } from "./know-reader.ts";

/** `GET /newsletters/preferences?token=` */
export function showPreferences(parts: MailingParts): RequestHandler {
  return shows(parts, async (request) => {
    const known = await knowOwner(parts, request);
    if (!known) return nobodysLink(parts);
    const view = { ...known, isSaved: request.query.saved === "yes" };
    return { status: 200, html: drawPreferences(parts.press, view, parts.clock.now()) };
  });
}

/** `POST /newsletters/preferences?token=` */
export function savePreferences(parts: MailingParts): RequestHandler {
  const { store, press, clock } = parts;
  return does(parts, async (request, form) => {
    const known = await knowOwner(parts, request);
    if (!known) return nobodysLink(parts);
    const { reader, token } = known;
    const chosen = chosenIn(form, reader);
    if (typeof chosen === "string") {
      return { status: 422, html: drawPreferences(press, { reader, token, complaint: chosen }, clock.now()) };
    }
    await keepPreferences(store, reader.id, chosen, PREFERRED);
    const Location = `/newsletters/preferences?token=${token}&saved=yes`;
    return { status: 303, html: "", headers: { Location } };
  });
}

/** Only the link of the preference page opens it; one out of a newsletter leads no further than that. */
export async function knowOwner(
  parts: Pick<MailingParts, "store">,
  request: Parameters<typeof knowReader>[1],
): Promise<KnownReader | null> {
  const known = await knowReader(parts, request);
  return known?.newsletter === null ? known : null;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What the form chooses, or what is wrong with it. */
function chosenIn(form: Form, { newsletters }: Preferences): ChosenPreferences | string {
  const { "quiet-from": from = "", "quiet-until": until = "", cap = "" } = form;
  if (![from, until].every((time) => time === "" || TIME.test(time))) return "A time is written like 22:30.";
  if ((from === "") !== (until === "")) return "Quiet hours need a beginning and an end.";
  if (cap !== "" && !/^([1-9]|[1-4]\d|50)$/.test(cap)) return "At most, in a day: a number from 1 to 50, or nothing.";
  return {
    newsletters: newsletters.map(({ slug }) => slug).filter((slug) => form[`to-${slug}`] !== undefined),
    quietFrom: from || null,
    quietUntil: until || null,
    alertsADayAtMost: cap === "" ? null : Number(cap),
  };
}
