import { z } from "zod";
import { timeText } from "../../../core/clock.ts";
import { addHistograms, BUCKETS } from "../../../core/news/reach.ts";
import { type ToldReceipt, WATCHED_AT_MOST } from "../../../core/pipes/desk-events.ts";
import type { Store } from "../../../core/store/connect.ts";
import { type ObservedOfStory, readManyObserved } from "../../../core/store/wire/receipts.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";
import { receiptOf } from "../stories/receipts.ts";

const REVISION = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[1-9][0-9]{0,8}";

/** Query of `GET /v1/desk/receipts`. */
export const watchedQuery = z.object({
  of: z
    .string()
    .regex(new RegExp(`^${REVISION}(,${REVISION}){0,${WATCHED_AT_MOST - 1}}$`), "is no list of story:rev")
    .meta({ description: `Revisions, as \`story:rev\`, with commas between; at most ${WATCHED_AT_MOST}.` }),
});

/** `GET /v1/desk/receipts?of=`: what the socket tells of these revisions, for a desk that has none at the moment. */
export function readWatchedReceipts({ store }: { store: Store }) {
  return async ({ request, patience }: EditorCall): Promise<Reply> => {
    const checked = shaped(watchedQuery, request.query);
    if (isProblem(checked)) return checked;
    const asked = checked.fields.of.split(",").map((one) => {
      const [story = "", rev] = one.split(":");
      return { story, rev: Number(rev) };
    });
    const receipts = (await patience.wait(readManyObserved(store, asked))).map(toldReceipt);
    return { status: 200, json: JSON.stringify({ receipts }), headers: { "Cache-Control": "no-store" } };
  };
}

export function toldReceipt(observed: ObservedOfStory): ToldReceipt {
  const { story, rev, status, releaseAt, seq, push } = observed;
  const counts = addHistograms(observed.histograms);
  const histogram = Array.from({ length: BUCKETS }, (_, i): [number, number] => [Math.round(1.1 ** i), counts[i] ?? 0]);
  return {
    ...{ story, rev, status, isOut: seq !== null, releaseAt: releaseAt && timeText(releaseAt.getTime()) },
    ...receiptOf(observed),
    push,
    histogram: histogram.filter(([, screens]) => screens > 0),
  };
}
