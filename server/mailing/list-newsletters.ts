import { readOpenNewsletters } from "../../core/store/mailing/open-newsletters.ts";
import { type Call, type Reply, readable } from "../http/answers/answer.ts";
import type { MailingParts } from "./mailing-parts.ts";

/** `GET /v1/newsletters`: those that can be asked for and followed. */
export function listNewsletters({ store }: Pick<MailingParts, "store">) {
  return async ({ patience }: Call): Promise<Reply> =>
    readable({ newsletters: await patience.wait(readOpenNewsletters(store)) });
}
