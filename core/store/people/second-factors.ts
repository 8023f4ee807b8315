import type { Store } from "../connect.ts";
import { type Actor, noteAct } from "./audit-log.ts";

/** Takes the second factor of this account away, for another to be set up; its other sessions end. */
export async function dropSecondFactor(
  store: Store,
  actor: Actor & { account: string; pass: string | null },
): Promise<void> {
  const { account, pass } = actor;
  await store.transaction().execute(async (transaction) => {
    await transaction.deleteFrom("second_factor").where("account_id", "=", account).execute();
    await transaction.updateTable("account").set({ two_factor: false }).where("id", "=", account).execute();
    const others = transaction.deleteFrom("session").where("account_id", "=", account);
    await (pass === null ? others : others.where("id", "!=", pass)).execute();
    await noteAct(transaction, actor, "second-factor.replace");
  });
}
