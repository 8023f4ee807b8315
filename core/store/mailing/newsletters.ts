import type { Selectable } from "kysely";
import type { Store } from "../connect.ts";
import type { NewsletterTable } from "./mailing-schema.ts";

export type StoredNewsletter = Selectable<NewsletterTable>;

/** All newsletters in their order. */
export function listNewsletters(store: Store): Promise<StoredNewsletter[]> {
  return store.selectFrom("newsletter").selectAll().orderBy("position").orderBy("slug").execute();
}

/** Null: there is none. */
export async function readNewsletter(store: Store, slug: string): Promise<StoredNewsletter | null> {
  return (await store.selectFrom("newsletter").selectAll().where("slug", "=", slug).executeTakeFirst()) ?? null;
}
