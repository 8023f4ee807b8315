import { sql } from "kysely";
import type { Store } from "../connect.ts";

/** A device had an alert on its screen. */
export interface DeviceShown {
  device: string;
  storyId: string;
  rev: number;
}

/** Keeps what devices have shown, of each story the newest revision. */
export async function recordDevicesShown(store: Store, shown: readonly DeviceShown[]): Promise<void> {
  const newest = new Map<string, DeviceShown>();
  for (const one of shown) {
    const key = `${one.storyId} ${one.device}`;
    if (one.rev > (newest.get(key)?.rev ?? 0)) newest.set(key, one);
  }
  const rows = [...newest.values()];
  await sql`
    insert into device_shown (device, story_id, rev, at)
      select device, story_id, rev, clock_timestamp() from unnest(
        ${rows.map(({ device }) => device)}::text[], ${rows.map(({ storyId }) => storyId)}::uuid[],
        ${rows.map(({ rev }) => rev)}::int[]) as shown (device, story_id, rev)
      on conflict (device, story_id) do update set rev = greatest(device_shown.rev, excluded.rev), at = excluded.at`.execute(
    store,
  );
}
