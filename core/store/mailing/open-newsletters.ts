import type { Newsletter } from "../../news/newsletter.ts";
import type { Store } from "../connect.ts";

/** The newsletters that can be asked for, in the paper's order. */
export async function readOpenNewsletters(store: Store): Promise<Newsletter[]> {
  return store
    .selectFrom("newsletter")
    .select(["slug", "name", "promise", "cadence"])
    .where("is_open", "=", true)
    .orderBy("position")
    .orderBy("slug")
    .execute();
}
