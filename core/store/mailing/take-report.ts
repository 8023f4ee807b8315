import { sql } from "kysely";
import type { Store } from "../connect.ts";

/** Acts on a report once, whoever sends it again. False: it had been taken before, and nothing was done. */
export async function takeReport(
  store: Store,
  id: string,
  act: (transaction: Store) => Promise<void>,
): Promise<boolean> {
  return store.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      insert into mail_report (id) values (${id}) on conflict do nothing returning id`.execute(transaction);
    if (rows.length > 0) await act(transaction);
    return rows.length > 0;
  });
}
