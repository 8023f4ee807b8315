import type { Selectable } from "kysely";
import type { Store } from "../connect.ts";
import type { NewsletterTable } from "./mailing-schema.ts";

export type StoredNewsletter = Selectable<NewsletterTable>;

/** All newsletters in their order. */
export function listNewsletters(store: Store): Promise<StoredNewsletter[]> {
  return store.selectFrom("newsletter").selectAll().orderBy("position").orderBy("slug").execute();
}

/** As the table checks it; what a stranger's address says may be anything, also what no text of PostgreSQL can be. */
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Null: there is none. */
export async function readNewsletter(store: Store, slug: string): Promise<StoredNewsletter | null> {
  if (!SLUG.test(slug)) return null;
  return (await store.selectFrom("newsletter").selectAll().where("slug", "=", slug).executeTakeFirst()) ?? null;
}
