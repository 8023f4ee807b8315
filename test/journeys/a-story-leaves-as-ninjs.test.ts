import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { hostileTexts } from "../support/hostile/hostile-texts.ts";
import { readDay } from "../support/others/read-day.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, type Editor } from "../support/people/editor.ts";

/*
 * What others take in of ours, held against IPTC's own schemas where LONDON_DAILY_DATA has them; where it has not, the run
 * says so, and what follows from the contract is checked all the same.
 */

const folder = process.env.LONDON_DAILY_DATA;
const SCHEMAS = ["3.0", "3.1"].map((version) => `${folder}/ninjs/schema/ninjs-schema_${version}.json`);
const hasSchemas = SCHEMAS.every(existsSync);
if (!hasSchemas) console.warn("LONDON_DAILY_DATA names no folder with IPTC's schemas: ninjs is not held against them");
const day = `${folder}/wire-day.jsonl`;
const STORIES = 500;
const AT_ONCE = 8;

interface Item {
  uri: string;
  version: string;
  pubStatus: "usable" | "canceled";
  headlines?: { value: string }[];
  bodies?: { value: string }[];
  descriptions?: { role: string; value: string }[];
}

interface List {
  cursor: string;
  complete: boolean;
  isLast: boolean;
  items: Item[];
}

test("X4: every story is valid by IPTC's schemas, whatever was typed, corrected and taken back", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const gone = await publishAll(editor);
  const check = await openCheck();
  const items = await readOn(editor, undefined);
  expect(items).toHaveLength(STORIES);
  expect(items.flatMap(check)).toEqual([]);
  const canceled = items.filter(({ pubStatus }) => pubStatus === "canceled");
  expect(canceled.map(({ uri }) => uri.replace("urn:uuid:", "")).sort()).toEqual([...gone].sort());
  for (const item of canceled) {
    expect(
      Object.keys(item).filter((key) => ["headlines", "bodies", "by", "subjects", "slugline"].includes(key)),
    ).toEqual([]);
    expect(item.descriptions).toEqual([{ role: "note", contentType: "text/plain", value: "It was not so." }]);
    expect(await readOne(editor, item)).toEqual(item);
  }
  const [standing] = items.filter(({ pubStatus }) => pubStatus === "usable");
  expect(await readOne(editor, standing as Item)).toEqual(standing);
});

test("X4: who comes back is told of what changed since, of each story once and as it stands", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const [first, second, third] = [
    await editor.posts(aStory()),
    await editor.posts(aStory()),
    await editor.posts(aStory()),
  ];
  const { cursor, isLast, items } = await list(editor, "?limit=2");
  expect([items.map(idOf), isLast]).toEqual([[second.id, third.id], true]);
  await editor.revises(first.id, { rev: 2, kind: "correction", note: "It was so.", headline: "So it was" });
  await editor.revises(first.id, { rev: 3, kind: "update" });
  await editor.retracts(second.id, { rev: 2, note: "It was not so." });
  const since = await list(editor, `?after=${cursor}`);
  expect(since.items.map((item) => [idOf(item), item.version, item.pubStatus])).toEqual([
    [first.id, "3", "usable"],
    [second.id, "2", "canceled"],
  ]);
  expect(since.items[0]?.headlines?.[0]?.value).toBe("So it was");
  expect((await list(editor, `?after=${since.cursor}`)).items).toEqual([]);
  const lost = await list(editor, "?after=000000000000:1");
  expect([lost.complete, lost.items.map(idOf)]).toEqual([false, [third.id, first.id, second.id]]);
  expect((await editor.ask("GET", "/v1/ninjs?after=nonsense")).status).toBe(422);
});

test("X4, D6: what is not released is in no ninjs", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const { id } = await editor.posts(aStory({ headline: "Under embargo", holdSeconds: 600 }));
  const out = await editor.posts(aStory());
  expect((await editor.ask("GET", `/v1/stories/${id}/ninjs`)).status).toBe(404);
  expect((await list(editor, "")).items.map(idOf)).toEqual([out.id]);
  expect((await editor.ask("GET", "/v1/ninjs")).text).not.toContain("Under embargo");
});

/** Publishes a day's wire and hostile texts, corrects some and takes some back. Returns the ids of the latter. */
async function publishAll(editor: Editor): Promise<string[]> {
  const wire = await readDay(existsSync(day) ? day : new URL("../data/small-day.jsonl", import.meta.url));
  const hostile = hostileTexts(folder).texts.map((text) => ({
    ...{ headline: text, standfirst: text, body: `${text}\n\n[a link](/section/uk)`, byline: text, topics: [text] },
    section: "uk",
  }));
  const told = Array.from({ length: 2 * STORIES }, (_, at) =>
    at % 2 === 0 ? (wire[(at / 2) % wire.length] ?? {}) : (hostile[((at - 1) / 2) % hostile.length] ?? {}),
  );
  const gone: string[] = [];
  let taken = 0;
  async function publish(): Promise<void> {
    for (let story = told.shift(); story !== undefined && taken < STORIES; story = told.shift()) {
      const at = taken++;
      const asked = await editor.ask("POST", "/v1/stories", story);
      const plain = { ...story, headline: "Refused as a headline", byline: "", topics: [], standfirst: "" };
      const answer = asked.status === 201 ? asked : await editor.ask("POST", "/v1/stories", plain);
      if (answer.status !== 201) {
        taken--; // this text cannot stand in a body either
        continue;
      }
      const { id } = answer.json as { id: string };
      if (at % 7 === 0) await editor.revises(id, { rev: 2, kind: "correction", note: "It was so.", lead: true });
      if (at % 21 === 0 || at % 5 === 1) {
        await editor.retracts(id, { rev: at % 7 === 0 ? 3 : 2, note: "It was not so." });
        gone.push(id);
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, publish));
  return gone;
}

async function openCheck(): Promise<(item: Item) => string[]> {
  if (!hasSchemas) return ({ uri }) => (uri.startsWith("urn:uuid:") ? [] : [`${uri} is no name`]);
  const checks = await Promise.all(
    SCHEMAS.map(async (file) => {
      const ajv = new Ajv2020({ strict: false, allErrors: true });
      addFormats.default(ajv);
      ajv.addSchema({ $id: "https://geojson.org/schema/GeoJSON.json", not: {} }); // for places, and we tell none
      return ajv.compile(JSON.parse(await readFile(file, "utf8")));
    }),
  );
  expect(checks.map((check) => check({ uri: "urn:uuid:x", headline: "not in ninjs 3" }))).toEqual([false, false]);
  return (item) =>
    checks.flatMap((check) => {
      const isValid: boolean = check(item);
      return isValid ? [] : (check.errors ?? []).map((fault) => `${item.uri}: ${JSON.stringify(fault)}`);
    });
}

/** Everything from the wire's beginning, page by page. */
async function readOn(editor: Editor, after: string | undefined): Promise<Item[]> {
  const { json } = await editor.ask("GET", "/v1/events?limit=1");
  const { cursor, isLast, items } = await list(
    editor,
    `?limit=100&after=${after ?? `${(json as { epoch: string }).epoch}:0`}`,
  );
  return isLast ? items : [...items, ...(await readOn(editor, cursor))];
}

async function list(editor: Editor, query: string): Promise<List> {
  const { status, json, headers } = await editor.ask("GET", `/v1/ninjs${query}`, undefined, { token: null });
  expect([status, headers.get("link")]).toEqual([200, expect.stringContaining("ninjs-schema_3.1.json")]);
  return json as List;
}

async function readOne(editor: Editor, item: Item): Promise<unknown> {
  const { status, json } = await editor.ask("GET", `/v1/stories/${idOf(item)}/ninjs`, undefined, { token: null });
  expect(status).toBe(200);
  return json;
}

function idOf({ uri }: Item): string {
  return uri.replace("urn:uuid:", "");
}
