import { gzipSync } from "node:zlib";
import { expect, type TestContext, test } from "vitest";
import { brokenRequests } from "../support/hostile/broken-requests.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { openBystander } from "../support/readers/open-bystander.ts";
import { openLine, sendRaw } from "../support/requests/raw-http.ts";

const STORY = '{"headline":"A","section":"uk"}';

/** The head of a post that would be taken, without what says where its body ends. */
function postHead({ url, token }: London, connection = "close"): string {
  const known = `Authorization: Bearer ${token}\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n`;
  return `POST /v1/stories HTTP/1.1\r\nHost: ${new URL(url).host}\r\n${known}Connection: ${connection}\r\n`;
}

async function startWatched(t: TestContext) {
  const london = await startLondon(t);
  return { london, bystander: await openBystander(t, london), head: postHead(london) };
}

test("C8: a request that is broken below HTTP's grammar, or can be read in two ways, is refused and leaves nothing", async (t) => {
  const { london, bystander } = await startWatched(t);
  const cases = brokenRequests(new URL(london.url).host, london.token);
  expect(cases.length).toBeGreaterThanOrEqual(64);
  for (const [what, bytes, status] of cases) {
    const { statuses, text } = await sendRaw(t, london.url, bytes, what);
    expect([statuses[0] ?? 0, text.match(/"seq"/g)], `${what}: ${text.slice(0, 300)}`).toEqual([status, null]);
  }
  await bystander.isUnharmed();
});

test("C8: whoever begins and does not go on is let go: the head in 10 s, the whole request in 30", async (t) => {
  const { london, bystander, head } = await startWatched(t);
  const begun: [what: string, bytes: string, statuses: number[]][] = [
    ["a head without an end", head, [408]],
    ["half a first line", "GET /live", [408]],
    ["empty lines", "\r\n\r\n\r\n", [408]],
    ["a body that does not come", `${head}Content-Length: 31\r\n\r\n`, [408]],
    ["half a body", `${head}Content-Length: 31\r\n\r\n${STORY.slice(0, 20)}`, [408]],
    ["chunks without an end", `${head}Transfer-Encoding: chunked\r\n\r\n1f\r\n${STORY}\r\n`, [408]],
    [
      "a reader's packet that does not come",
      `${head.replace("/v1/stories", "/socket.io/?EIO=4&transport=polling&sid=x")}Content-Length: 9\r\n\r\n`,
      [400],
    ],
  ];
  const answers = await Promise.all(begun.map(([what, bytes]) => sendRaw(t, london.url, bytes, what, 45_000)));
  for (const [i, [what, , statuses]] of begun.entries()) expect(answers[i]?.statuses, what).toEqual(statuses);
  await bystander.isUnharmed();
});

test("C8: whoever hangs up in the middle, or sends two hundred requests in one breath, harms nobody", async (t) => {
  const { london, bystander, head } = await startWatched(t);
  const whole = `${head}Content-Length: ${STORY.length}\r\n\r\n${STORY}`;
  for (let end = 1; end < whole.length; end += 7) {
    const { socket } = openLine(t, london.url);
    socket.write(whole.slice(0, end), () => (end % 2 === 0 ? socket.resetAndDestroy() : socket.end()));
  }
  const breath = openLine(t, london.url);
  breath.socket.write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".repeat(199));
  breath.socket.write("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect((await breath.ended("the last of two hundred")).statuses).toEqual(new Array(200).fill(200));
  await bystander.isUnharmed();
});

test("C8: a request that hides in another's body is never carried out", async (t) => {
  const { london, bystander, head } = await startWatched(t);
  const hidden = `${head}Content-Length: ${STORY.length}\r\n\r\n${STORY}`;
  const last = "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const hosts = ["GET /livez HTTP/1.1", "GET /v1/stories HTTP/1.1", "DELETE /v1/stories/x/schedule HTTP/1.1"];
  for (const first of hosts) {
    const bytes = `${first}\r\nHost: x\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}${last}`;
    expect((await sendRaw(t, london.url, bytes, first)).statuses.length, first).toBe(2);
    const chunked = `Transfer-Encoding: chunked\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
    expect((await sendRaw(t, london.url, `${first}\r\nHost: x\r\n${chunked}${last}`, first)).statuses.length).toBe(2);
  }
  await bystander.isUnharmed();
});

test("C8: a body that would swell, or sink, is refused for its form before anybody looks into it", async (t) => {
  const { london, bystander } = await startWatched(t);
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const many = `{${Array.from({ length: 50_000 }, (_, i) => `"k${i.toString(36)}":0`).join()}}`;
  const bodies: [what: string, body: string | Buffer, headers: Record<string, string>, status: number][] = [
    ...["gzip", "x-gzip", "br", "deflate", "zstd", "gzip, gzip", "identity, gzip", "unheard-of"].map(
      (coding): (typeof bodies)[number] => [coding, bomb, { "Content-Encoding": coding }, 415],
    ),
    ["100,000 arrays in each other", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, {}, 400],
    ["80,000 objects in each other", `${'{"a":'.repeat(80_000)}1${"}".repeat(80_000)}`, {}, 400],
    ["a field that sinks", `{"headline":${'{"a":'.repeat(17)}1${"}".repeat(17)},"section":"uk"}`, {}, 400],
    ["50,000 fields that there are not", many, {}, 422],
    ["200,000 topics", `{"headline":"A","section":"uk","topics":[${"0,".repeat(200_000)}0]}`, {}, 422],
    ["a number of 300,000 digits", `{"headline":"A","section":"uk","holdSeconds":${"9".repeat(300_000)}}`, {}, 422],
    ["a headline of 500,000 marks", `{"headline":"${"\u0301".repeat(240_000)}","section":"uk"}`, {}, 422],
  ];
  for (const [what, body, headers, status] of bodies) {
    const answer = await fetch(`${london.url}/v1/stories`, {
      ...{ method: "POST", body: typeof body === "string" ? body : new Uint8Array(body) },
      headers: {
        ...{ Authorization: `Bearer ${london.token}`, "Content-Type": "application/json", "Idempotency-Key": "k" },
        ...headers,
      },
    });
    expect([answer.status, answer.headers.get("content-type")], what).toEqual([status, "application/problem+json"]);
    const text = await answer.text();
    expect(text.length, `${what}: the refusal is no bomb either`).toBeLessThan(64 * 1024);
  }
  await bystander.isUnharmed();
});

test("C8: an upgrade to what nobody speaks here is passed over, and the request answered", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  for (const offer of ["h2c", "TLS/1.0", "websocket/9, h2c"]) {
    const bytes = `GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: ${offer}\r\n\r\n`;
    expect((await sendRaw(t, london.url, bytes, offer)).statuses, offer).toEqual([200]);
  }
});
