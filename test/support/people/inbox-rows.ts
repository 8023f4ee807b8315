import { randomUUID, randomUUIDv7 } from "node:crypto";
import type { FoundItem } from "../../../core/news/inbox.ts";
import { keepItems } from "../../../core/store/inbox/keep-items.ts";
import { addSource, type SourceSettings } from "../../../core/store/inbox/manage-sources.ts";
import { takeSource } from "../../../core/store/inbox/poll-sources.ts";
import { OPERATOR } from "../../../core/store/people/audit-log.ts";
import type { London } from "../paper/start-london.ts";

/** An item that is fine as it is; the test names what matters to it. */
export function aFoundItem(differences: Partial<FoundItem> = {}): FoundItem {
  return {
    ...{ key: randomUUID(), headline: `An item ${randomUUID().slice(0, 8)}`, standfirst: "", body: "What it says." },
    ...{ link: "https://agency.example/item", publishedAt: null, embargoedUntil: null, isWithdrawn: false },
    ...differences,
  };
}

/** A source that no worker reads, because it is off: for tests of what becomes of items. */
export async function aSource({ store }: London, settings: Partial<SourceSettings> = {}): Promise<string> {
  const url = `https://agency.example/${randomUUID()}`;
  const given = { name: "Agency", url, section: "world", everySeconds: 60, isEnabled: false, ...settings };
  return (await addSource(store, OPERATOR, given)) ?? "";
}

/** Items of a source, as if it had just been read. */
export async function bring({ store }: London, source: string, items: FoundItem[]): Promise<void> {
  const set = (change: { is_enabled: boolean; due_at: Date }) =>
    store.updateTable("inbox_source").set(change).where("id", "=", source).execute();
  await set({ is_enabled: true, due_at: new Date(0) });
  const taken = await takeSource(store, source);
  await set({ is_enabled: false, due_at: new Date(0) });
  if (!taken) throw new Error("the source could not be taken");
  await keepItems(store, taken, { kind: "RSS 2.0", items }, { etag: null, lastModified: null });
}

/** The id of one item that waits, of a source of its own. */
export async function anItem(london: London, differences: Partial<FoundItem> = {}): Promise<string> {
  const item = aFoundItem({ headline: `An item ${randomUUIDv7()}`, ...differences });
  await bring(london, await aSource(london), [item]);
  const { id } = await london.store
    .selectFrom("inbox_item")
    .select("id")
    .where("headline", "=", item.headline)
    .executeTakeFirstOrThrow();
  return id;
}
