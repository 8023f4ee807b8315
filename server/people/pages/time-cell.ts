import { html, type Markup } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";

/** A moment in the newsroom's own time, to the second where it matters. */
export function timeCell(at: Date, { timeZone }: Pick<Site, "timeZone">, hasSeconds = false): Markup {
  const words = at.toLocaleString("en-GB", {
    ...{ timeZone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
    ...(hasSeconds && { second: "2-digit" }),
  });
  return html`<time datetime="${at.toISOString()}">${words}</time>`;
}
