import { connectStore } from "../../../core/store/connect.ts";
import { makeFirstRunLink } from "../../../core/store/people/join.ts";
import { linkUrl } from "../../../core/store/people/one-time-links.ts";

/** The one-time link by which the first admin comes in, made anew at each start; null: somebody has an account. */
export async function firstRunLink(databaseUrl: string, publicUrl: string): Promise<string | null> {
  const store = connectStore({ databaseUrl, poolSize: 1, name: "london-first-run" });
  try {
    const secret = await makeFirstRunLink(store);
    return secret === null ? null : linkUrl(publicUrl, secret);
  } finally {
    await store.destroy();
  }
}
