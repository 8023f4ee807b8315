import { randomBytes, randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { Store } from "../connect.ts";
import { type Actor, noteAct } from "../people/audit-log.ts";
import type { WebhookKind, WebhookState, WireEventName } from "./webhook-schema.ts";

/** What an admin says of a new one. */
export interface NewWebhook {
  name: string;
  url: string;
  events: WireEventName[];
  sections: string[];
}

/** A webhook as the desk shows it; its secret is told when it is made and never again. */
export interface ListedWebhook extends NewWebhook {
  id: string;
  kind: WebhookKind;
  state: WebhookState;
  /** Events of the wire that it has not acknowledged; null: it is of another epoch, and will be told so. */
  waiting: number | null;
  createdAt: Date;
  deliveredAt: Date | null;
  failingSince: Date | null;
  attempts: number;
  lastFailure: string | null;
  nextAt: Date;
}

/** Makes one that begins with what comes after this moment. Returns its id and its secret. */
export async function createWebhook(
  store: Store,
  actor: Actor,
  { name, url, events, sections }: NewWebhook,
): Promise<{ id: string; secret: string }> {
  const id = randomUUIDv7();
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  await store.transaction().execute(async (transaction) => {
    await sql`
      insert into webhook (id, kind, name, url, secret, events, sections, epoch, seq)
        select ${id}::uuid, 'events', ${name}, ${url}, ${secret}, ${events}::text[], ${sections}::text[], epoch, seq
          from wire_head where wire = 'news'`.execute(transaction);
    await noteAct(transaction, actor, "webhook.create", { webhook: id, name });
  });
  return { id, secret };
}

/** All of them, hubs last, the oldest first. */
export async function listWebhooks(store: Store): Promise<ListedWebhook[]> {
  const { rows } = await sql<ListedWebhook>`
    select id, kind, name, url, events, sections, state, created_at as "createdAt", delivered_at as "deliveredAt",
        failing_since as "failingSince", attempts, last_failure as "lastFailure", next_at as "nextAt",
        case when w.epoch = h.epoch and w.seq <= h.seq then h.seq - w.seq end as waiting
      from webhook w join wire_head h on h.wire = 'news' order by kind, w.created_at, id`.execute(store);
  return rows;
}

/** Pauses one, or lets it go on where it stopped, at once. False: there is no such one, or it is so already. */
export async function setWebhookState(
  store: Store,
  actor: Actor,
  id: string,
  state: "active" | "paused",
): Promise<boolean> {
  return store.transaction().execute(async (transaction) => {
    const { numAffectedRows } = await sql`
      update webhook set state = ${state}, failing_since = null, attempts = 0, last_failure = null,
          next_at = clock_timestamp(), announced_at = null
        where id = ${id}::uuid and kind = 'events' and state <> ${state}`.execute(transaction);
    const isChanged = numAffectedRows === 1n;
    if (isChanged)
      await noteAct(transaction, actor, state === "active" ? "webhook.resume" : "webhook.pause", { webhook: id });
    return isChanged;
  });
}

/** False: there is no such one. */
export async function deleteWebhook(store: Store, actor: Actor, id: string): Promise<boolean> {
  return store.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom("webhook")
      .where("id", "=", id)
      .where("kind", "=", "events")
      .executeTakeFirst();
    if (numDeletedRows > 0n) await noteAct(transaction, actor, "webhook.delete", { webhook: id });
    return numDeletedRows > 0n;
  });
}

/** Keeps the rows of hubs in step with the configuration. */
export async function keepHubs(store: Store, urls: readonly string[]): Promise<void> {
  await sql`delete from webhook where kind = 'hub' and not url = any(${urls}::text[])`.execute(store);
  await sql`
    insert into webhook (id, kind, name, url, secret, events, sections, epoch, seq)
      select uuidv7(), 'hub', url, url, '', '{}', '{}', epoch, seq
        from unnest(${urls}::text[]) as url join wire_head on wire = 'news'
      on conflict do nothing`.execute(store);
}
