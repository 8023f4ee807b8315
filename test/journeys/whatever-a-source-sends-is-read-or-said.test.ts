import { randomUUIDv7 } from "node:crypto";
import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { ASKS_HERE, startAgency } from "../support/others/agency.ts";
import { type SourceDocument, sourceDocuments } from "../support/others/source-documents.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";

const { documents, isWhole } = sourceDocuments(process.env.LONDON_DAILY_DATA);
if (!isWhole)
  console.warn("LONDON_DAILY_DATA names no folder with feeds: our own small ones stand in for the real ones");

/** What servers say of their feeds, more often wrong than not. */
const CONTENT_TYPES = [
  ...["application/rss+xml", "text/html; charset=utf-8", "application/octet-stream", "", "text/plain", "nonsense"],
  ...["application/json", "text/xml; charset=no-such-one", "image/png"],
];

interface Read {
  url: string;
  kind: string | null;
  error: string | null;
  headlines: string[];
}

test("D10: every feed and every ninjs comes through, whatever its server calls it; what cannot be read is said in a sentence", async (t) => {
  const london = await startLondon(t, { workers: 0, env: ASKS_HERE });
  const agency = await startAgency(t);
  documents.forEach(({ bytes }, i) => {
    const type = CONTENT_TYPES[i % CONTENT_TYPES.length] ?? "";
    agency.serves(`/${i}`, { body: bytes, ...(type !== "" && { headers: { "Content-Type": type } }) });
  });
  const rows = documents.map(({ name }, i) => ({
    ...{ id: randomUUIDv7(), name: `${i} ${name}`, url: `${agency.url}/${i}`, section: "uk", every_seconds: 3_600 },
  }));
  await london.store.insertInto("inbox_source").values(rows).execute();
  await london.startWorker();
  const read = await eventually("every source is read", async () => {
    const all = await readAll(london);
    return all.every(({ kind, error }) => kind !== null || error !== null) ? all : undefined;
  });
  const wrong = documents.flatMap(
    (document, i) =>
      faultOf(
        document,
        read.find(({ url }) => url === `${agency.url}/${i}`),
      ) ?? [],
  );
  expect(wrong).toEqual([]);
  expect((await london.editor.posts({ headline: "The paper goes on", section: "uk" })).status).toBe("published");
});

function faultOf({ name, expected }: SourceDocument, read: Read | undefined): string | null {
  if (!read) return `${name}: was not read`;
  const { kind, error, headlines } = read;
  if (expected === null) {
    const isSentence = error === null ? headlines.every((one) => one.trim() !== "") : /^[A-Z].{8,}\.$/.test(error);
    return isSentence ? null : `${name}: ${error}`;
  }
  const isAsExpected =
    kind?.startsWith(expected.kind) &&
    headlines.length === expected.items &&
    (expected.first === null || headlines[0] === expected.first);
  return isAsExpected ? null : `${name}: ${JSON.stringify([kind, error, headlines.length, headlines[0], expected])}`;
}

/** Every source, each with its items in their order. */
async function readAll({ store }: London): Promise<Read[]> {
  const sources = await store.selectFrom("inbox_source").selectAll().execute();
  const items = await store.selectFrom("inbox_item").select(["source_id", "headline"]).orderBy("place").execute();
  return sources.map(({ id, url, kind, last_error }) => ({
    ...{ url, kind, error: last_error },
    headlines: items.filter(({ source_id }) => source_id === id).map(({ headline }) => headline),
  }));
}
