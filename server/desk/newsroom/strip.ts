import { type Clock, timeText } from "../../../core/clock.ts";
import { ALERTS_A_DAY } from "../../../core/news/alert-budget.ts";
import type { QueueFigures, Strip } from "../../../core/pipes/desk-events.ts";
import type { StoryQueue } from "../../../core/pipes/queues/story-queue.ts";
import type { Health } from "../../../core/process/health.ts";
import type { Store } from "../../../core/store/connect.ts";
import { countAlertAudience } from "../../../core/store/mailing/issues/audience.ts";
import { countAlerts, countUnsent } from "../../../core/store/newsroom/newsroom.ts";
import { readOpenScreens } from "../../../core/store/newsroom/open-screens.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";

export interface StripParts {
  store: Store;
  clock: Clock;
  queue: Pick<StoryQueue, "look">;
  timeZone: string;
  health: () => Health;
  /** What the canary of this server observes; null: it has none. */
  canary: () => Strip["canary"];
}

/** `GET /v1/desk/strip`: how the way from the desk to the screens stands, from what was observed. */
export function readStrip(parts: StripParts) {
  return async ({ patience }: EditorCall): Promise<Reply> => {
    const { store, clock, timeZone, health, canary } = parts;
    const [queue, screens, alerts, { unsent, since }, alertMails] = await Promise.all([
      lookAtQueue(parts),
      patience.wait(readOpenScreens(store)),
      patience.wait(countAlerts(store, timeZone)),
      patience.wait(countUnsent(store)),
      patience.wait(countAlertAudience(store)),
    ]);
    const strip: Strip = {
      ...{ now: timeText(clock.now()), queue, ...screens },
      ...{ unsent, unsentSince: since && timeText(since.getTime()), canary: canary(), degraded: health().degraded },
      alertMails,
      alerts: {
        flash: { spent: alerts.flash, budget: ALERTS_A_DAY.flash },
        breaking: { spent: alerts.breaking, budget: ALERTS_A_DAY.breaking },
      },
    };
    return { status: 200, json: JSON.stringify(strip), headers: { "Cache-Control": "no-store" } };
  };
}

async function lookAtQueue({ queue, clock }: StripParts): Promise<QueueFigures | null> {
  try {
    const { workers, depth, oldestAtMs, failed } = await queue.look();
    return { workers, depth, failed, oldestMs: oldestAtMs === null ? null : Math.max(0, clock.now() - oldestAtMs) };
  } catch {
    return null; // Redis is away, and the desk says so
  }
}
