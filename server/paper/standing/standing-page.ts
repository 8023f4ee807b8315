import type { Markup } from "../../../core/page/markup.ts";

/** A page that says something of the paper itself. */
export interface StandingPage {
  path: string;
  title: string;
  description: string;
  text: Markup;
}
