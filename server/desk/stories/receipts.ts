import { z } from "zod";
import { timeText } from "../../../core/clock.ts";
import { addHistograms, percentile } from "../../../core/news/reach.ts";
import type { Receipt } from "../../../core/pipes/desk-events.ts";
import type { Store } from "../../../core/store/connect.ts";
import { type Observed, readObserved } from "../../../core/store/wire/receipts.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem, problem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";
import { storyIdOf } from "../reading/public-story.ts";

/** Query of `GET /v1/stories/{id}/receipt`. */
export const receiptQuery = z.object({
  rev: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional()
    .meta({ description: "Left out: the present revision." }),
});

/** `GET /v1/stories/{id}/receipt?rev=`: how far a revision has come, told only from what was observed. */
export function readReceipt({ store }: { store: Store }) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = storyIdOf(call);
    const checked = shaped(receiptQuery, call.request.query);
    const { rev = null } = isProblem(checked) ? {} : checked.fields;
    const observed = id === null ? null : await call.patience.wait(readObserved(store, id, rev));
    if (!observed) return problem("not-found", "There is no such story, or no such revision of it.");
    if (isProblem(checked)) return checked;
    return { status: 200, json: JSON.stringify(receiptOf(observed)), headers: { "Cache-Control": "no-store" } };
  };
}

/** The queue's word that it took a wake-up may come back after the worker who got it has done all: it was queued by then. */
export function receiptOf(observed: Observed): Receipt {
  const { stored, queued, fannedOut, firstScreen, readers, open, shown, histograms } = observed;
  const times = addHistograms(histograms);
  return {
    stored: timeText(stored.getTime()),
    queued: timeOrNull(queued && fannedOut && fannedOut < queued ? fannedOut : queued),
    fannedOut: timeOrNull(fannedOut),
    firstScreen: timeOrNull(firstScreen),
    reach: { readers, open, shown },
    timeToScreenMs: { p50: percentile(times, 0.5), p95: percentile(times, 0.95), p99: percentile(times, 0.99) },
  };
}

function timeOrNull(time: Date | null): string | null {
  return time && timeText(time.getTime());
}
