import type { RequestHandler } from "express";
import { preferencesUrl } from "../../../core/mailing/reader-links.ts";
import { html } from "../../../core/page/markup.ts";
import { pathOf } from "../../../core/page/story-parts.ts";
import { confirm, type FoundConfirmation, readConfirmation } from "../../../core/store/mailing/readers/confirm.ts";
import { CONFIRM_WITHIN_DAYS } from "../../../core/store/mailing/readers/letters.ts";
import { does, notice, type PageAnswer, shows } from "../answer-page.ts";
import type { MailingParts } from "../mailing-parts.ts";
import { mailingPage } from "../pages/mailing-page.ts";
import { confirmWording, maskedAddress } from "./wordings.ts";

const SECRET = /^[\w-]{43}$/;

/** `GET /newsletters/confirm?token=`: one button. Looking uses nothing up. */
export function showConfirm(parts: MailingParts): RequestHandler {
  return shows(parts, async ({ query }) => {
    const secret = secretOf(query.token);
    const found = await look(parts, secret);
    if (found.state !== "good") return dead(parts, found.state);
    const names = found.newsletters.map(({ name }) => name);
    const main = html`<h1>One click, and it comes</h1>
<ul class="promises">${found.newsletters.map(({ name, promise }) => html`<li><b>${name}</b> ${promise}</li>`)}</ul>
<p class="standfirst">It will come to ${maskedAddress(found.email)}.</p>
<form method="post" action="/newsletters/confirm?token=${secret}" data-confirm>
<p><button class="main">${confirmWording(names)}</button></p></form>
<p class="hint">Was it not you who asked? Close this page: nothing is sent before somebody presses the button.</p>`;
    const page = { title: "Please confirm", description: "Confirm a newsletter", main, hasScript: true };
    return { status: 200, html: mailingPage(parts.press, page, parts.clock.now()) };
  });
}

/** `POST /newsletters/confirm?token=` */
export function confirmByForm(parts: MailingParts): RequestHandler {
  const { store, press, clock } = parts;
  return does(parts, async ({ query }, { device = "" }) => {
    const secret = secretOf(query.token);
    const found = await look(parts, secret);
    if (found.state !== "good") return dead(parts, found.state);
    const names = found.newsletters.map(({ name }) => name);
    const consent = { wording: confirmWording(names), way: "link of a mail", device: device || null };
    const confirmed = await confirm(store, secret, consent);
    if (!confirmed) return dead(parts, "used");
    parts.count("confirmed");
    parts.wake();
    const own = pathOf(preferencesUrl(press.site.publicUrl, confirmed.subscriber));
    const list = new Intl.ListFormat("en-GB").format(confirmed.newsletters.map(({ name }) => name));
    const main = html`<h1>You are on the list</h1>
<p class="standfirst">${list} will come to you. A welcome with today’s front page is on its way.</p>
<p>Every mail has a link to <a href="${own}">choose what you get</a>, and one to leave.</p>
<p class="ways"${confirmed.isDeviceBound && html` data-bound`}><a href="/">To the front page</a></p>`;
    const page = { title: "You are on the list", description: "Confirmed", main, hasScript: true };
    return { status: 200, html: mailingPage(press, page, clock.now()) };
  });
}

async function look({ store }: MailingParts, secret: string): Promise<FoundConfirmation> {
  return secret === "" ? { state: "unknown" } : readConfirmation(store, secret);
}

function dead(parts: MailingParts, state: "used" | "expired" | "unknown"): PageAnswer {
  if (state === "unknown") {
    const words = ["It may have been cut off on its way: copy the whole of it from the mail, or sign up once more."];
    return notice(parts, { status: 404, title: "This link leads nowhere", words });
  }
  if (state === "expired") {
    const words = [
      `A link to confirm is good for ${CONFIRM_WITHIN_DAYS} days. Sign up once more, and you get another.`,
    ];
    return notice(parts, { status: 410, title: "This link has expired", words });
  }
  const words = [
    "It works once. If it was you who used it, all is well: you are on the list, and the welcome mail has a link to choose what you get.",
  ];
  return notice(parts, { status: 410, title: "This link has been used", words });
}

function secretOf(token: unknown): string {
  return typeof token === "string" && SECRET.test(token) ? token : "";
}
