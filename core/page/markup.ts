import { html as honoHtml, raw } from "hono/html";

/** HTML that is already escaped: the only thing that pages, live insertion and mails are made of. */
export type Markup = ReturnType<typeof raw>;

/**
 * Tagged template: every value is escaped unless it is Markup; null, undefined and booleans print nothing; arrays are
 * joined. hono's own type allows for promises among the values; no template of ours awaits, so it is always Markup.
 */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  return honoHtml(strings, ...values) as Markup;
}

export { raw };
