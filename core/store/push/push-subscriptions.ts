import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type AlertChoice, urgenciesOf } from "../../news/push.ts";
import type { Store } from "../connect.ts";

/** What a browser gives whoever may push to it. */
export interface PushAddress {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** What a device asked for. */
export interface AlertWishes {
  urgency: AlertChoice;
  /** Slugs; null: all. */
  sections: string[] | null;
  /** By the device's own wall clock, "22:00". */
  quiet: { from: string; until: string } | null;
  timeZone: string;
  alertsADayAtMost: number | null;
}

const NO_SUCH_ZONE = "22023";

/** Keeps what a device wants, in place of what it wanted before. `zone`: the store does not know the time zone. */
export async function keepPushSubscription(
  store: Store,
  device: string,
  address: PushAddress,
  wishes: AlertWishes,
): Promise<"kept" | "zone"> {
  const { urgency, sections, quiet, timeZone, alertsADayAtMost } = wishes;
  const row = {
    ...columnsOf(address),
    ...{ urgencies: urgenciesOf(urgency), sections, zone: timeZone, alerts_a_day_at_most: alertsADayAtMost },
    ...{ quiet_from: quiet?.from ?? null, quiet_until: quiet?.until ?? null },
  };
  try {
    await store.transaction().execute(async (transaction) => {
      await sql`select clock_timestamp() at time zone ${timeZone}`.execute(transaction);
      // A device that forgot its id has the endpoint still: there is one row for each browser.
      await transaction
        .deleteFrom("push_subscription")
        .where("endpoint_hash", "=", row.endpoint_hash)
        .where("device", "<>", device)
        .execute();
      await transaction
        .insertInto("push_subscription")
        .values({ device, ...row })
        .onConflict((conflict) => conflict.column("device").doUpdateSet({ ...row, failures: 0 }))
        .execute();
    });
    return "kept";
  } catch (failure) {
    if ((failure as { code?: unknown }).code === NO_SUCH_ZONE) return "zone";
    throw failure;
  }
}

/** The browser has another address now. False: there is nobody at the old one. */
export async function movePushSubscription(store: Store, oldEndpoint: string, address: PushAddress): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("push_subscription")
    .set({ ...columnsOf(address), failures: 0 })
    .where("endpoint_hash", "=", hashOf(oldEndpoint))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Nothing is pushed to this device any more, and what was is forgotten. */
export async function dropPushSubscription(store: Store, device: string): Promise<void> {
  await store.deleteFrom("push_subscription").where("device", "=", device).execute();
  await store.deleteFrom("push_target").where("device", "=", device).execute();
}

/** Nothing is known of this device any more. */
export async function forgetDevice(store: Store, device: string): Promise<void> {
  await dropPushSubscription(store, device);
  await store.deleteFrom("device_shown").where("device", "=", device).execute();
  await store.updateTable("subscriber").set({ device: null }).where("device", "=", device).execute();
}

/** How many devices an alert would be pushed to at this moment. */
export async function countPushAudience(store: Store, urgency: string, section: string): Promise<number> {
  const { rows } = await sql<{ devices: number }>`
    select count(*)::int as devices from push_audience(${urgency}, ${section})`.execute(store);
  return rows[0]?.devices ?? 0;
}

function columnsOf({ endpoint, p256dh, auth }: PushAddress) {
  return { endpoint, p256dh, auth, endpoint_hash: hashOf(endpoint), origin: new URL(endpoint).origin };
}

function hashOf(endpoint: string): Buffer {
  return createHash("sha256").update(endpoint).digest();
}
