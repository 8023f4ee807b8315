import type { Selectable } from "kysely";
import { NEWSLETTER_SLUG } from "../../news/newsletter.ts";
import type { Store } from "../connect.ts";
import type { NewsletterTable } from "./mailing-schema.ts";

export type StoredNewsletter = Selectable<NewsletterTable>;

/** All newsletters in their order. */
export function listNewsletters(store: Store): Promise<StoredNewsletter[]> {
  return store.selectFrom("newsletter").selectAll().orderBy("position").orderBy("slug").execute();
}

/** Null: there is none. What a stranger's address says may be anything, also what no text of PostgreSQL can be. */
export async function readNewsletter(store: Store, slug: string): Promise<StoredNewsletter | null> {
  if (!NEWSLETTER_SLUG.test(slug)) return null;
  return (await store.selectFrom("newsletter").selectAll().where("slug", "=", slug).executeTakeFirst()) ?? null;
}
