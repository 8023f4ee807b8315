import type { Store } from "../../core/store/connect.ts";
import { type KeptItems, keepItems } from "../../core/store/inbox/keep-items.ts";
import { noteFailure, noteUnchanged, type SourceAtWork, takeSource } from "../../core/store/inbox/poll-sources.ts";
import { FETCH_LIMITS, type Fetched, type WantedDocument } from "./fetch-source.ts";
import type { GivenDocument, ReadDocument } from "./read-document.ts";

export interface PollParts {
  store: Store;
  fetchSource: (wanted: WantedDocument) => Promise<Fetched>;
  read: (document: GivenDocument) => Promise<ReadDocument>;
  onPolled: (outcome: "read" | "unchanged" | "failed", kept?: KeptItems) => void;
}

/** Reads one source, if it is due and nobody else is at it. Throws only when the store is away. */
export async function pollSource(parts: PollParts, id: string): Promise<void> {
  const { store, fetchSource, onPolled } = parts;
  const source = await takeSource(store, id);
  if (!source) return;
  const fetched = await fetchSource(source);
  if (fetched.outcome === "unchanged") {
    await noteUnchanged(store, source);
    return onPolled("unchanged");
  }
  if (fetched.outcome === "failed") {
    await noteFailure(store, source, fetched);
    return onPolled("failed");
  }
  await keepRead(parts, source, fetched);
}

async function keepRead(
  { store, read, onPolled }: PollParts,
  source: SourceAtWork,
  { bytes, charset, url, etag, lastModified }: Extract<Fetched, { outcome: "fetched" }>,
): Promise<void> {
  const document = await read({ bytes, charset, url, maxBytes: FETCH_LIMITS.maxBytes });
  if ("says" in document) {
    await noteFailure(store, source, document);
    return onPolled("failed");
  }
  const kept = await keepItems(store, source, document.found, { etag, lastModified });
  if (kept) onPolled("read", kept);
}
