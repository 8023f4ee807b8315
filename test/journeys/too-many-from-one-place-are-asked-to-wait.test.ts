import { once } from "node:events";
import { connect } from "node:net";
import { expect, type TestContext, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { openReader } from "../support/readers/open-reader.ts";
import { plainAsker } from "../support/requests/ask-plainly.ts";
import { knockByWebSocket } from "../support/requests/knock.ts";
import { openLine } from "../support/requests/raw-http.ts";

const POLLING = "/socket.io/?EIO=4&transport=polling";

/** A paper that takes three readers from a place; where a request comes from, a proxy in front of it says. */
async function startCapped(t: TestContext) {
  const env = { READERS_PER_ADDRESS: "3", TRUSTED_PROXIES: "loopback" };
  const { url, servers } = await startLondon(t, { workers: 0, env });
  const ask = plainAsker(t, url);
  const from = (address: string) => ({ "X-Forwarded-For": address });
  /** What whoever comes from there is answered, by each way in. Nobody of them stays. */
  const answers = async (address: string) => {
    const headers = from(address);
    const polling = await ask({ method: "GET", path: POLLING, headers });
    if (polling.status === 200) await leaves(polling.text, headers);
    const stream = await ask({ method: "GET", path: "/v1/events/stream", headers });
    return [await knockByWebSocket(url, "/", headers), polling, stream] as const;
  };
  const leaves = async (opening: string, headers: Record<string, string>) => {
    const { sid } = JSON.parse(opening.slice(1)) as { sid: string };
    await ask({ method: "POST", path: `${POLLING}&sid=${sid}`, headers, body: "1" });
  };
  const outcomes = async () => {
    const metrics = await fetch(`http://127.0.0.1:${servers[0]?.metricsPort}/metrics`);
    return Number(/^london_handshakes_total\{.*outcome="full".*\} (\d+)/m.exec(await metrics.text())?.[1]);
  };
  return { url, ask, from, answers, leaves, outcomes };
}

test("C6: sockets, polling and streams of one place count together, whoever goes makes room, and what is full says when to come again", async (t) => {
  const { url, from, ask, answers, leaves, outcomes } = await startCapped(t);
  const town = "203.0.113.7";
  const socket = await openReader(t, url, { headers: from(town) });
  const polling = await ask({ method: "GET", path: POLLING, headers: from(town) });
  const stream = openLine(t, url);
  stream.socket.write(`GET /v1/events/stream HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${town}\r\n\r\n`);
  expect(await stream.heard(/^event: hello/m)).toMatch(/^HTTP\/1.1 200 /);
  expect(polling.status).toBe(200);

  const [bySocket, byPolling, byStream] = await answers(town);
  expect(bySocket).toBe("429");
  for (const { status, headers } of [byPolling, byStream]) {
    expect([status, headers["retry-after"]]).toEqual([429, "1"]);
  }
  expect([byStream.type, JSON.parse(byStream.text)]).toEqual([
    "application/problem+json",
    expect.objectContaining({ status: 429 }),
  ]);
  expect(await outcomes()).toBe(3);
  expect((await ask({ method: "HEAD", path: "/v1/events/stream", headers: from(town) })).status).toBe(200);
  expect((await ask({ method: "GET", path: "/", headers: from(town) })).status).toBe(200);

  const [, elsewhere, streamElsewhere] = await answers("203.0.113.8");
  expect([elsewhere.status, streamElsewhere.status]).toEqual([200, 200]);

  const oneMore = async () => {
    const { status } = await ask({ method: "GET", path: POLLING, headers: from(town) });
    return status === 200 || undefined;
  };
  for (const leave of [() => stream.socket.destroy(), () => socket.close(), () => leaves(polling.text, from(town))]) {
    await leave();
    await eventually("room for one", oneMore);
    expect(await knockByWebSocket(url, "/", from(town))).toBe("429");
  }
});

test("C6: a home with 2^64 addresses of IPv6 is one place, and so is an address of IPv4 in either form", async (t) => {
  const { url, from, answers } = await startCapped(t);
  const homes: [same: string[], another: string][] = [
    [
      ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:0db8:0001:0002::3"],
      "2001:db8:1:3::1",
    ],
    [["198.51.100.4", "::ffff:198.51.100.4", "198.51.100.4", "::FFFF:198.51.100.4"], "198.51.100.5"],
  ];
  for (const [[first = "", second = "", third = "", fourth = ""], another] of homes) {
    for (const address of [first, second, third]) await openReader(t, url, { headers: from(address) });
    expect((await answers(fourth))[0], fourth).toBe("429");
    expect((await answers(another))[0], another).toBe("in");
  }
});

test("C6: an address that a stranger writes into a header counts for nothing where no proxy is named", async (t) => {
  const { url } = await startLondon(t, { workers: 0, env: { READERS_PER_ADDRESS: "2" } });
  const from = (i: number) => ({ "X-Forwarded-For": `203.0.113.${i}` });
  for (const i of [1, 2]) await openReader(t, url, { headers: from(i) });
  expect(await knockByWebSocket(url, "/", from(3))).toBe("429");
});

test("C8: a head of up to 16 KiB and a hundred lines is read, and nothing that is larger; a line is kept for the next request", async (t) => {
  const { url } = await startLondon(t, { workers: 0 });
  const heads: [what: string, lines: string, path: string, status: number][] = [
    ["15 KiB of cookies", `Cookie: ${"x".repeat(15_000)}\r\n`, "/livez", 200],
    ["17 KiB of cookies", `Cookie: ${"x".repeat(17_000)}\r\n`, "/livez", 431],
    ["a query of 15 KiB", "", `/search?q=${"x".repeat(15_000)}`, 200],
    ["a query of 17 KiB", "", `/search?q=${"x".repeat(17_000)}`, 431],
    ["98 more lines", "a: b\r\n".repeat(98), "/livez", 200],
    ["99 more lines", "a: b\r\n".repeat(99), "/livez", 431],
    ["2,500 lines that fit", "a:b\r\n".repeat(2_500), "/livez", 431],
  ];
  for (const [what, lines, path, status] of heads) {
    const line = openLine(t, url);
    line.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n`);
    expect((await line.ended(what)).statuses, what).toEqual([status]);
  }
  const { port, hostname } = new URL(url);
  const kept = connect(Number(port), hostname);
  t.onTestFinished(() => void kept.destroy());
  for (let i = 0; i < 50; i++) {
    kept.write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
    const [answer] = (await once(kept, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  }
});
