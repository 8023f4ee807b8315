import { pipeline, Readable } from "node:stream";
import { brotliCompressSync, createGzip, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { guardedLine } from "../../workers/guarded-line.ts";
import { type Fetched, fetchSource } from "../../workers/inbox/fetch-source.ts";
import { openReadingRoom } from "../../workers/inbox/reading-room.ts";
import { type Agency, startAgency } from "../support/others/agency.ts";

const LIMITS = { timeoutMs: 1_000, maxBytes: 64 * 1024, maxRedirects: 5 };

function fetchFrom({ url }: Agency, path: string, limits = { ...LIMITS, timeoutMs: 20_000 }): Promise<Fetched> {
  const parts = { line: guardedLine(["127.0.0.1"], { keepsAlive: false }), userAgent: "a test", limits };
  return fetchSource(parts, { url: `${url}${path}`, etag: null, lastModified: null });
}

function* zeros(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(256 * 1024);
}

const failed = (says: RegExp) => ({ outcome: "failed", says: expect.stringMatching(says) });

test("D10: what is larger than allowed is left where it is, also when it becomes so by being unpacked", async (t) => {
  const agency = await startAgency(t);
  agency.serves("/large", { body: Buffer.alloc(LIMITS.maxBytes + 1) });
  agency.serves("/endless", (response) => pipeline(Readable.from(zeros()), response, () => {}));
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  agency.serves("/bomb", { body: bomb, headers: { "Content-Encoding": "gzip" } });
  agency.serves("/endless-bomb", (response) => {
    response.writeHead(200, { "Content-Encoding": "gzip" });
    pipeline(Readable.from(zeros()), createGzip(), response, () => {});
  });
  const larger = failed(/^It is larger than/);
  for (const path of ["/large", "/endless", "/bomb", "/endless-bomb"]) {
    expect(await fetchFrom(agency, path), path).toMatchObject(larger);
  }
});

test("D10: who takes longer than allowed is left, wherever it dawdles", async (t) => {
  const agency = await startAgency(t);
  agency.serves("/silent", () => {});
  agency.serves("/dawdles", (response) => response.writeHead(200).write("<rss>"));
  agency.serves("/dawdles-packed", (response) => response.writeHead(200, { "Content-Encoding": "br" }).flushHeaders());
  const left = ["/silent", "/dawdles", "/dawdles-packed"].map((path) => fetchFrom(agency, path, LIMITS));
  for (const fetched of await Promise.all(left)) expect(fetched).toMatchObject(failed(/^It took longer than 1 s\.$/));
});

test("D10: five redirects are followed, and not the sixth; each kind of answer has its sentence", async (t) => {
  const agency = await startAgency(t);
  for (let i = 1; i <= 6; i++) {
    agency.serves(`/hop${i}`, {
      body: "",
      status: 301 + (i % 2),
      headers: { Location: i === 1 ? "/end" : `hop${i - 1}` },
    });
  }
  agency.serves("/end", { body: "<rss/>" });
  expect(await fetchFrom(agency, "/hop5")).toMatchObject({ outcome: "fetched", url: `${agency.url}/end` });
  expect(await fetchFrom(agency, "/hop6")).toMatchObject(failed(/more than 5 redirects/));
  agency.serves("/lost", { body: "", status: 302 });
  expect(await fetchFrom(agency, "/lost")).toMatchObject(failed(/leads to no address/));
  expect(await fetchFrom(agency, "/none")).toMatchObject(failed(/answers 404, Not Found\.$/));
  agency.serves("/busy", { body: "", status: 503, headers: { "Retry-After": "120" } });
  expect(await fetchFrom(agency, "/busy")).toMatchObject({ retryAfterSeconds: 120, ...failed(/503/) });
  agency.serves("/odd", { body: "x", headers: { "Content-Encoding": "zip" } });
  expect(await fetchFrom(agency, "/odd")).toMatchObject(failed(/encoded as zip/));
  agency.serves("/broken", { body: "no gzip", headers: { "Content-Encoding": "gzip" } });
  expect(await fetchFrom(agency, "/broken")).toMatchObject(failed(/cannot be unpacked/));
  agency.serves(
    "/cut",
    (response) => void response.writeHead(200, { "Content-Length": 100 }).write("x", () => response.destroy()),
  );
  expect(await fetchFrom(agency, "/cut")).toMatchObject(failed(/broke the connection off|ends early/));
  agency.serves("/br", { body: brotliCompressSync("<rss/>"), headers: { "Content-Encoding": "br" } });
  expect(await fetchFrom(agency, "/br")).toMatchObject({ outcome: "fetched", bytes: Buffer.from("<rss/>") });
});

test("D10: a document that a parser chokes on costs that document, and the next one is read", async (t) => {
  const room = openReadingRoom();
  t.onTestFinished(() => room.close());
  const read = (text: string | Uint8Array) =>
    room.read({ bytes: Buffer.from(text), charset: null, url: "https://a.example/", maxBytes: 1024 * 1024 });
  const deep = `<rss version="2.0"><channel>${"<a>".repeat(200_000)}`;
  const packed = gzipSync(Buffer.alloc(8 * 1024 * 1024));
  for (const hostile of [
    deep,
    packed,
    `{"uri": ${"[".repeat(100_000)}`,
    "<".repeat(500_000),
    `<rss ${"a=".repeat(100_000)}`,
  ]) {
    expect(await read(hostile)).toMatchObject({ says: expect.stringMatching(/^[A-Z].+\.$/) });
  }
  const fine = await read("<rss version='2.0'><channel><item><title>Fine</title></item></channel></rss>");
  expect(fine).toMatchObject({ found: { kind: "RSS 2.0", items: [{ headline: "Fine" }] } });
});
