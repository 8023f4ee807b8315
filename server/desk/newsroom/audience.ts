import { z } from "zod";
import type { Audience } from "../../../core/news/push.ts";
import type { Section } from "../../../core/news/section.ts";
import type { Store } from "../../../core/store/connect.ts";
import { countPushAudience } from "../../../core/store/push/push-subscriptions.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";

/** Query of `GET /v1/desk/audience`. */
export const audienceQuery = z.object({
  urgency: z.enum(["flash", "breaking"]),
  section: z.string().max(64).meta({ description: "A section's slug." }),
});

/**
 * `GET /v1/desk/audience?urgency=&section=`: for whom an alert would be that left now, beyond the screens that are open:
 * counted by the very function that will choose them.
 */
export function readAudience({ store, sections }: { store: Store; sections: readonly Section[] }) {
  return async ({ request, patience }: EditorCall): Promise<Reply> => {
    const checked = shaped(audienceQuery, request.query);
    if (isProblem(checked)) return checked;
    const { urgency, section } = checked.fields;
    const isKnown = sections.some(({ slug }) => slug === section);
    const push = isKnown ? await patience.wait(countPushAudience(store, urgency, section)) : 0;
    const audience: Audience = { push };
    return { status: 200, json: JSON.stringify(audience), headers: { "Cache-Control": "no-store" } };
  };
}
