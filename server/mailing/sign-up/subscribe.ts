import type { Request, RequestHandler } from "express";
import type { Newsletter } from "../../../core/news/newsletter.ts";
import { readOpenNewsletters } from "../../../core/store/mailing/open-newsletters.ts";
import { keepSignUp } from "../../../core/store/mailing/readers/sign-ups.ts";
import { anyone, pathParameter } from "../../http/answers/answer.ts";
import { fieldErrors, invalid, isProblem, problem } from "../../http/answers/problem.ts";
import { readJson } from "../../http/body.ts";
import type { Form } from "../../http/form.ts";
import { does, notice, type PageAnswer } from "../answer-page.ts";
import { DEVICE, signUpBody } from "../call-bodies.ts";
import type { MailingParts } from "../mailing-parts.ts";
import { drawNewsletter, drawNewsletters, type Typed } from "../pages/newsletter-pages.ts";
import { readAddress } from "./read-address.ts";
import { signUpWording } from "./wordings.ts";

/*
 * Signing up, by form and by call. All that is done before the answer is the same for every address: it is read, and one
 * row is kept. Whether anything is sent, and what, a worker decides afterwards (core/store/mailing/readers/sign-ups.ts).
 */

const NO_ADDRESS = "That is no address that mail can be sent to. Look for a slip of the keys.";
const MAX_BYTES = 4 * 1024;
/** `POST /v1/newsletters/{slug}/subscriptions` */
export function subscribe(parts: MailingParts): RequestHandler {
  return anyone(async (call) => {
    const { request, patience } = call;
    const [newsletter] = await patience.wait(newslettersNamed(parts, [pathParameter(call, "slug")]));
    if (!newsletter) return problem("not-found", "There is no such newsletter.");
    const read = await readJson(request, MAX_BYTES);
    if (isProblem(read)) return read;
    const parsed = signUpBody.safeParse(read.json);
    if (!parsed.success) return invalid(fieldErrors(parsed.error));
    const email = readAddress(parsed.data.email);
    if (email === null) return invalid([{ pointer: "/email", detail: "is no address that mail can be sent to" }]);
    const waitS = await parts.limit(parts.addressOf(request));
    if (waitS !== null) {
      const detail = "Too many sign-ups come from your network.";
      return problem("too-many", detail, { headers: { "Retry-After": String(waitS) } });
    }
    await patience.wait(
      keep(parts, { email, newsletters: [newsletter], device: parsed.data.device ?? null, way: "API" }),
    );
    return { status: 202, json: ACCEPTED, headers: { "Cache-Control": "no-store" } };
  });
}

const ACCEPTED = JSON.stringify({ message: "Look into your mail: there is a link to confirm." });

/** `POST /newsletters/{slug}`: the form that stands on every page. */
export function subscribeByForm(parts: MailingParts): RequestHandler {
  return does(parts, async (request, form) => {
    const [newsletter] = await newslettersNamed(parts, [slugOf(request)]);
    if (!newsletter) return notice(parts, { status: 404, title: "No such newsletter", words: [] });
    const draw = (typed: Typed): string => drawNewsletter(parts.press, newsletter, parts.clock.now(), { typed });
    return signUpByForm(parts, request, form, [newsletter], draw);
  });
}

/** `POST /newsletters`: several at once. */
export function subscribeToSeveral(parts: MailingParts): RequestHandler {
  return does(parts, async (request, form) => {
    const all = await readOpenNewsletters(parts.store);
    const chosen = all.filter(({ slug }) => form[`to-${slug}`] !== undefined);
    const draw = (typed: Typed): string => drawNewsletters(parts.press, all, parts.clock.now(), typed);
    if (chosen.length === 0) {
      const typed = { email: form.email ?? "", chosen: [], complaint: "Choose at least one." };
      return { status: 422, html: draw(typed) };
    }
    return signUpByForm(parts, request, form, chosen, draw);
  });
}

async function signUpByForm(
  parts: MailingParts,
  request: Request,
  { email: typedEmail = "", device = "" }: Form,
  newsletters: Newsletter[],
  draw: (typed: Typed) => string,
): Promise<PageAnswer> {
  const email = readAddress(typedEmail.trim());
  const refused = (status: number, complaint: string, headers: Record<string, string> = {}): PageAnswer => ({
    ...{ status, headers },
    html: draw({ email: typedEmail.slice(0, 254), chosen: newsletters.map(({ slug }) => slug), complaint }),
  });
  if (email === null) return refused(422, NO_ADDRESS);
  const waitS = await parts.limit(parts.addressOf(request));
  if (waitS !== null) {
    const complaint = "Too many sign-ups come from your network. Try again in a minute.";
    return refused(429, complaint, { "Retry-After": String(waitS) });
  }
  await keep(parts, { email, newsletters, device: DEVICE.test(device) ? device : null, way: "form" });
  return notice(parts, {
    ...{ status: 202, title: "Look into your mail" },
    words: [
      `If all is well, a mail is on its way to ${email}. It has one link: open it and say yes, and you are on the list.`,
      "Nothing there after a few minutes? Look among the spam, and whether the address above is right.",
    ],
  });
}

interface Asked {
  email: string;
  newsletters: Newsletter[];
  device: string | null;
  way: string;
}

async function keep({ store, wake, count }: MailingParts, { newsletters, ...asked }: Asked): Promise<void> {
  const wording = signUpWording(newsletters.map(({ name }) => name));
  await keepSignUp(store, { ...asked, newsletters: newsletters.map(({ slug }) => slug), wording });
  count("asked");
  wake();
}

export async function newslettersNamed({ store }: Pick<MailingParts, "store">, slugs: string[]): Promise<Newsletter[]> {
  return (await readOpenNewsletters(store)).filter(({ slug }) => slugs.includes(slug));
}

export function slugOf({ params }: Request): string {
  return typeof params.slug === "string" ? params.slug : "";
}
