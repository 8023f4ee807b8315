import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, type Editor } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";
import { openStream } from "../support/readers/open-stream.ts";

/*
 * `/v1/asyncapi.json`: what stands in it is what sockets and streams bring, and its own parts fit together as AsyncAPI
 * 3.0 asks. (Its own JSON Schema is in no package of ours; the document was held against it by hand when it was made.)
 */

interface Reference {
  $ref: string;
}

interface LiveDocument {
  asyncapi: string;
  info: { title: string; version: string };
  servers: Record<string, { host: string; protocol: string }>;
  channels: Record<string, { address: string; servers: Reference[]; messages: Record<string, Reference> }>;
  operations: Record<string, { action: string; channel: Reference; messages: Reference[] }>;
  components: { messages: Record<string, { name: string; payload: object }>; schemas: Record<string, object> };
}

test("X1: everything that a socket or a stream brings is as the live document says", async (t) => {
  const london = await startLondon(t);
  const { editor, url } = london;
  const document = await readDocument(editor);
  const checks = checksOf(document);
  const heard = new Set<string>();
  const faults: string[] = [];
  const look = (name: string, payload: unknown): void => {
    heard.add(name);
    const check = checks.get(name);
    if (!check?.(payload)) faults.push(`${name}: ${JSON.stringify(check?.errors ?? "is not described")}`);
  };

  const live = await openReader(t, url, { shows: true });
  look("hello", live.hello);
  live.socket.onAny(look);
  const stream = await openStream(t, `${url}/v1/events/stream`);
  const first = await editor.posts(aStory({ urgency: "flash" }));
  await editor.revises(first.id, { rev: 2, kind: "correction", note: "It was so." });
  await editor.revises(first.id, { rev: 3, kind: "label", verification: "unconfirmed" });
  const { seq = 0 } = await editor.retracts(first.id, { rev: 4, note: "It was not so." });
  await live.hasReached(seq);
  for (let heardSeq = 0; heardSeq < seq; ) {
    const { event, data } = await stream.next();
    look(event, data);
    if (event === "headline") heardSeq = Number(data.seq);
  }

  const late = await openReader(t, url, { cursor: "000000000000:1" });
  expect(late.hello.mode).toBe("snapshot");
  for (const [name, said] of [
    ["hello", [late.hello]],
    ["beat", [await late.firstBeat()]],
    ["headline", late.events],
  ] as const)
    for (const payload of said) look(name, payload);
  expect(faults).toEqual([]);
  expect([...heard].sort()).toEqual(["beat", "headline", "hello"]);
});

test("X1: the live document refuses what no reader should be sent", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const checks = checksOf(await readDocument(editor));
  const epoch = "00hofu9ygh17";
  const at = "2026-11-23T20:58:01.840Z";
  const url = "https://paper.example/story/1/retracted";
  const story = { id: "01a20a33-92e7-70be-ba1a-82af553d392f", rev: 2, status: "retracted", url };
  const isGood = (name: string, payload: object): boolean => checks.get(name)?.(payload) ?? false;
  expect(isGood("headline", { epoch, seq: 2, at, kind: "retraction", story })).toBe(true);
  expect(isGood("headline", { epoch, seq: 2, at, kind: "update", story })).toBe(false);
  expect(isGood("headline", { epoch, seq: 0, at, kind: "retraction", story })).toBe(false);
  expect(isGood("newsletter", { epoch, seq: 2, at, newsletter: "a", issue: "1", subject: "s", url })).toBe(true);
  expect(isGood("beat", { epoch: "another", top: 2, now: at })).toBe(false);
  expect([isGood("drain", { afterMs: 7 }), isGood("drain", { afterMs: "7" })]).toEqual([true, false]);
  expect([isGood("shown", { seq: 1 }), isGood("shown", {})]).toEqual([true, false]);
});

test("X1: the parts of the live document fit together, and its page leads to it", async (t) => {
  const { editor, config } = await startLondon(t, { workers: 0 });
  const document = await readDocument(editor);
  expect(document).toMatchObject({
    asyncapi: "3.0.0",
    info: { title: expect.any(String), version: expect.any(String) },
  });
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"(#[^"]+)"/g)].map(([, path = ""]) => path);
  expect(references.length).toBeGreaterThan(20);
  expect(references.filter((path) => lookUp(document, path) === undefined)).toEqual([]);
  for (const { host } of Object.values(document.servers)) expect(host).toBe(new URL(config.site.publicUrl).host);
  for (const { action, channel, messages } of Object.values(document.operations)) {
    expect(["send", "receive"]).toContain(action);
    for (const { $ref } of messages) expect($ref.startsWith(`${channel.$ref}/messages/`)).toBe(true);
  }
  expect((await editor.ask("GET", "/v1/docs")).text).toContain('href="/v1/asyncapi.json"');
});

async function readDocument({ ask }: Editor): Promise<LiveDocument> {
  const { status, json } = await ask("GET", "/v1/asyncapi.json", undefined, { token: null });
  expect(status).toBe(200);
  return json as LiveDocument;
}

/** A check for each message, by its name. */
function checksOf({ components }: LiveDocument): Map<string, ValidateFunction> {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  const isNamed = "https://paper.example/live";
  ajv.addSchema({ $id: isNamed, components });
  return new Map(
    Object.keys(components.messages).map((name) => [
      name,
      ajv.compile({ $ref: `${isNamed}#/components/messages/${name}/payload` }),
    ]),
  );
}

function lookUp(document: object, path: string): unknown {
  return path
    .slice(2)
    .split("/")
    .reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined)?.[step], document);
}
