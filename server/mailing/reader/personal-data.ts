import type { RequestHandler } from "express";
import { erasePerson, exportPerson } from "../../../core/store/mailing/readers/personal-data.ts";
import { does, notice } from "../answer-page.ts";
import type { MailingParts } from "../mailing-parts.ts";
import { nobodysLink } from "./know-reader.ts";
import { knowOwner } from "./preferences.ts";

/** `GET /newsletters/export?token=`: all that is kept about one reader, as a file. */
export function exportOwnData(parts: MailingParts): RequestHandler {
  return async (request, response) => {
    const known = await knowOwner(parts, request);
    const person = known && (await exportPerson(parts.store, known.reader.id));
    response.set("Cache-Control", "no-store");
    if (!person) {
      const { status, html } = nobodysLink(parts);
      return void response.status(status).type("text/html").end(html);
    }
    response.set("Content-Disposition", 'attachment; filename="what-we-keep.json"');
    response.type("application/json").end(JSON.stringify(person, null, 2));
  };
}

/** `POST /newsletters/erase?token=` */
export function eraseOwnData(parts: MailingParts): RequestHandler {
  return does(parts, async (request, form) => {
    const known = await knowOwner(parts, request);
    if (!known) return nobodysLink(parts);
    const isNeverAgain = form["never-again"] !== undefined;
    await erasePerson(parts.store, known.reader.id, isNeverAgain);
    parts.count("ended");
    const words = isNeverAgain
      ? ["Nothing about you is kept but a code that keeps us from ever writing to that address again."]
      : ["Nothing about you is kept. If you sign up again, it is as if for the first time."];
    return notice(parts, { status: 200, title: "You are forgotten", words });
  });
}
