import type { PushMessage } from "../../../core/news/push.ts";

/** What a notification carries besides its words. */
export type AlertData = Pick<PushMessage, "story" | "rev" | "what" | "path">;
