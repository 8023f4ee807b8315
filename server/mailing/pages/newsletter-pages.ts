import type { Newsletter } from "../../../core/news/newsletter.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { Press } from "../../paper/page-frame.ts";
import { SIGN_UP_HINT } from "../../paper/sign-up/sign-up.ts";
import { mailingPage } from "./mailing-page.ts";

/** What was typed, if a form comes back with a complaint. */
export interface Typed {
  email: string;
  chosen: readonly string[];
  complaint: string;
}

/** `/newsletters`: all of them, with a box each, and one address. */
export function drawNewsletters(press: Press, newsletters: Newsletter[], nowMs: number, typed?: Typed): string {
  const boxes = newsletters.map(({ slug, name, promise }, place) => {
    const isChosen = typed ? typed.chosen.includes(slug) : place === 0;
    return html`<li><label class="choice"><input type="checkbox" name="to-${slug}"${isChosen && html` checked`}>
<span><b>${name}</b> ${promise}</span></label><a href="/newsletters/${slug}">More about ${name}</a></li>`;
  });
  const description = `The newsletters of ${press.site.name}: what comes, and when.`;
  const form =
    newsletters.length > 0
      ? html`<form method="post" action="/newsletters" class="asks" data-confirm>
<fieldset><legend>Which ones?</legend><ul class="choices">${boxes}</ul></fieldset>
${addressFields("Sign up", typed)}
</form>`
      : html`<p>There are none at the moment.</p>`;
  const main = html`<h1>Newsletters</h1><p class="standfirst">The paper comes to you, by e-mail.</p>
${form}
${PRIVACY}`;
  return mailingPage(press, { title: "Newsletters", description, path: "/newsletters", main }, nowMs);
}

/** `/newsletters/{slug}`: its promise, its form. `past`: its issues, where there are any. */
export function drawNewsletter(
  press: Press,
  { slug, name, promise }: Newsletter,
  nowMs: number,
  { typed, past }: { typed?: Typed; past?: Markup } = {},
): string {
  const path = `/newsletters/${slug}`;
  const main = html`<p class="kicker"><a href="/newsletters">Newsletters</a></p><h1>${name}</h1><p class="standfirst">${promise}</p>
<form method="post" action="${path}" class="asks" data-sign-up="${slug}">
${addressFields("Sign up", typed)}
</form>
${PRIVACY}
${past}`;
  return mailingPage(press, { title: name, description: promise, path, main, hasScript: true }, nowMs);
}

function addressFields(label: string, typed?: Typed): Markup {
  const describedBy = typed ? "complaint hint" : "hint";
  return html`<p class="field"><label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="email" required maxlength="254" placeholder="name@example.org" value="${typed?.email}" aria-describedby="${describedBy}"${typed && html` aria-invalid="true"`}>
<button class="main">${label}</button></p>
${typed && html`<p class="complaint" id="complaint" role="alert">${typed.complaint}</p>`}
<p class="hint" id="hint" role="status">${SIGN_UP_HINT}</p>`;
}

const PRIVACY = html`<p class="hint">Your address is used for this and for nothing else: see <a href="/privacy">privacy</a>. Every mail has a link to what we keep about you, and to have it erased.</p>`;
