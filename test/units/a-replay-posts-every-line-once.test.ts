import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Desk } from "../../deploy/local/replay/deliver.ts";
import { type FileLine, readLines } from "../../deploy/local/replay/read-lines.ts";
import { replayFile } from "../../deploy/local/replay/replay-file.ts";

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: object;
}

/** A paper in miniature: remembers keys; `hurdles` are answered first, one for each request. */
async function openPaper(hurdles: (Answer | "hang up")[] = []) {
  const headlines: string[] = [];
  const keys = new Map<string, object>();
  function answer(key: string, story: { headline: string }): Answer {
    const given = keys.get(key);
    if (given) return { status: 201, headers: { "idempotency-replayed": "true" }, body: given };
    if (story.headline.includes("REFUSE")) return { status: 422, body: { detail: "no such section" } };
    headlines.push(story.headline);
    const receipt = { id: `${headlines.length}`, rev: 1 };
    keys.set(key, receipt);
    return { status: 201, body: receipt };
  }
  const server = createServer(async (request, response) => {
    const story = await jsonOf(request);
    const hurdle = hurdles.shift();
    if (hurdle === "hang up") return request.socket.destroy();
    const { status, headers = {}, body = {} } = hurdle ?? answer(`${request.headers["idempotency-key"]}`, story);
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, headlines };
}

async function anAddressNobodyListensAt(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

async function jsonOf(request: IncomingMessage): Promise<{ headline: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString()) as { headline: string };
}

async function aFile(content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "london-replay-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "day.jsonl");
  await writeFile(path, content);
  return path;
}

const story = (id: number, headline = `Headline ${id}`): string => JSON.stringify({ id: `s-${id}`, headline });

function start(url: string, file: string, { patienceMs = 10_000, parallel = 1 } = {}) {
  const remarks: string[] = [];
  const desk: Desk = { url, token: "t", patienceMs, signal: new AbortController().signal };
  const progress = { show: () => {}, say: (remark: string) => remarks.push(remark), end: () => {} };
  const line = { section: null, urgency: null };
  const result = replayFile(desk, progress, { file, line, pace: { kind: "as-accepted" }, parallel });
  return { result, remarks };
}

test("G3: every good line is posted in order, every bad one is named, and a second run posts nothing", async () => {
  const paper = await openPaper();
  const file = await aFile(`${story(1)}\n{bad\n\n${story(2)}\r\n${story(3, "REFUSE")}\n{"id":"x"}\n${story(4)}`);
  const first = start(paper.url, file);
  expect(await first.result).toEqual({ posted: 3, alreadyThere: 0, skipped: 3, stoppedBy: null });
  expect(paper.headlines).toEqual(["Headline 1", "Headline 2", "Headline 4"]);
  expect(first.remarks).toEqual([
    "line 2: not a JSON object",
    "line 5: refused: 422 no such section",
    "line 6: no headline",
  ]);
  expect(await start(paper.url, file).result).toMatchObject({ posted: 0, alreadyThere: 3, skipped: 3 });
  expect(paper.headlines).toHaveLength(3);
});

test("G3: a busy, broken or silent paper gets the same story again", async () => {
  const hurdles: (Answer | "hang up")[] = [
    { status: 503, headers: { "retry-after": "0" } },
    { status: 429, headers: { "retry-after": "0" } },
    "hang up",
  ];
  const paper = await openPaper(hurdles);
  const { result } = start(paper.url, await aFile([story(1), story(2)].join("\n")));
  expect(await result).toEqual({ posted: 2, alreadyThere: 0, skipped: 0, stoppedBy: null });
  expect(paper.headlines).toEqual(["Headline 1", "Headline 2"]);
});

test("G3: a paper that stays away, or knows no such token, ends the replay", async () => {
  const file = await aFile([story(1), story(2), story(3)].join("\n"));
  const away = await start(await anAddressNobodyListensAt(), file, { patienceMs: 300 }).result;
  expect(away).toMatchObject({ posted: 0, stoppedBy: expect.stringContaining("no connection") });
  const locked = await openPaper([{ status: 401, body: { title: "Who are you?" } }]);
  const refused = await start(locked.url, file).result;
  expect(refused).toEqual({ posted: 0, alreadyThere: 0, skipped: 1, stoppedBy: "401 Who are you?" });
});

test("G3: several posts at once still post every line once", async () => {
  const paper = await openPaper();
  const numbers = Array.from({ length: 40 }, (_, at) => at);
  const { result } = start(paper.url, await aFile(numbers.map((at) => story(at)).join("\n")), { parallel: 4 });
  expect(await result).toMatchObject({ posted: 40 });
  expect(new Set(paper.headlines).size).toBe(40);
});

test("G3: only line feeds end a line; a byte order mark and bad UTF-8 are no surprise", async () => {
  const content = Buffer.concat([Buffer.from("\ufeff{}\r\na\u2028b\n"), Buffer.from([0xff, 0x0a]), Buffer.from("end")]);
  const lines: FileLine[] = [];
  for await (const line of readLines(await aFile(content))) lines.push(line);
  expect(lines.map(({ text }) => text)).toEqual(["{}", "a\u2028b", null, "end"]);
  expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(lines.at(-1)?.endsAtByte).toBe(content.length);
});
