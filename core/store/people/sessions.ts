import { sql } from "kysely";
import type { Role } from "../../news/desk-role.ts";
import type { Store } from "../connect.ts";
import { type Actor, noteAct } from "./audit-log.ts";

/** What somebody who holds a door open came in with: a session or an API token, by its id. */
export interface Pass {
  id: string;
  role: Role;
}

/**
 * Which of these sessions and tokens still hold, with the role that their account has now: all in one question, for a
 * server asks it once a second. What is not in the answer has ended, or its account is disabled.
 */
export async function readLivePasses(store: Store, ids: string[], longestS: number): Promise<Pass[]> {
  const { rows } = await sql<Pass>`
    select p.id, a.role
      from (select id, account_id from session
             where id = any(${ids}::uuid[]) and expires_at > clock_timestamp()
               and created_at > clock_timestamp() - ${longestS} * interval '1 second'
            union all
            select id, account_id from api_token where id = any(${ids}::uuid[]) and revoked_at is null) p
      join account a on a.id = p.account_id and a.disabled_at is null`.execute(store);
  return rows;
}

/** A session as its own person sees it. */
export interface ListedSession {
  id: string;
  agent: string;
  address: string;
  createdAt: Date;
  usedAt: Date;
}

/** Those that have not ended, the newest first. */
export async function listSessions(store: Store, account: string, longestS: number): Promise<ListedSession[]> {
  const { rows } = await sql<ListedSession>`
    select id, coalesce(agent, '') as agent, coalesce(address, '') as address, created_at as "createdAt",
           updated_at as "usedAt"
      from session
     where account_id = ${account}::uuid and expires_at > clock_timestamp()
       and created_at > clock_timestamp() - ${longestS} * interval '1 second'
     order by updated_at desc`.execute(store);
  return rows;
}

/** Ends one session of this account, or all but one, and says how many that were. */
export async function endSessions(
  store: Store,
  actor: Actor & { account: string },
  which: { only: string } | { allBut: string | null },
): Promise<number> {
  return store.transaction().execute(async (transaction) => {
    const own = transaction.deleteFrom("session").where("account_id", "=", actor.account);
    const ended = await ("only" in which
      ? own.where("id", "=", which.only)
      : own.$if(which.allBut !== null, (query) => query.where("id", "!=", which.allBut ?? ""))
    ).executeTakeFirst();
    const count = Number(ended.numDeletedRows);
    if (count > 0) await noteAct(transaction, actor, "session.end", { count });
    return count;
  });
}
