import { z } from "zod";
import type { Section } from "../../core/news/section.ts";
import { WIRE_EVENT_NAMES } from "../../core/store/webhooks/webhook-schema.ts";
import { writtenLine } from "../desk/fields/texts.ts";

/** What an admin says of a new webhook, by the API or in the desk's form. */
export function webhookToMake(sections: readonly Section[]) {
  return z
    .strictObject({
      name: writtenLine(60).meta({ description: "What it is for." }),
      url: z
        .url({ protocol: /^https?$/, error: "is not an http or https address" })
        .max(2_000)
        .refine(namesNobody, "names a password")
        .meta({ description: "Where messages are sent by POST; nothing is followed from there." }),
      events: z
        .array(z.enum(WIRE_EVENT_NAMES))
        .min(1)
        .default([...WIRE_EVENT_NAMES]),
      sections: z
        .array(z.enum(sections.map(({ slug }) => slug)))
        .default([])
        .meta({
          description: "Slugs; none: all. Who was told of a story is told what becomes of it, wherever it moves.",
        }),
    })
    .meta({ id: "NewWebhook" });
}

/** What can be changed afterwards. */
export const webhookChange = z
  .strictObject({ state: z.enum(["active", "paused"]) })
  .meta({ id: "WebhookChange", description: "`active` goes on where it stopped, also after it was disabled." });

/** An address that is none is complained of elsewhere. */
function namesNobody(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { username, password } = new URL(url);
  return username === "" && password === "";
}
