import { describe, expect, test } from "vitest";
import { openPolling, pollingUrl, SEPARATOR } from "../support/readers/open-polling.ts";
import { openProtocolDoor } from "../support/readers/open-protocol-door.ts";
import { OPCODES, openRawSocket } from "../support/readers/open-raw-socket.ts";
import { plainAsker } from "../support/requests/ask-plainly.ts";

/*
 * Engine.IO protocol, revision 4, from its text (github.com/socketio/engine.io-protocol): handshake, packets, polling,
 * heartbeat, upgrade, close. Nothing of a client library is used, so what one would forgive is seen.
 */

const QUICK = { pingIntervalMs: 200, pingTimeoutMs: 150 };
const NOOP = "6";
const CLOSE = "1";
const NO_CODE = 1005;

describe("handshake", () => {
  test("X1: by polling is a 200 with one open packet of text that says all the protocol wants said", async (t) => {
    const url = await openProtocolDoor(t, { ...QUICK, maxFrameBytes: 4_096 });
    const answer = await fetch(pollingUrl(url));
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; charset=UTF-8"]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const text = await answer.text();
    expect([text[0], text.includes(SEPARATOR)]).toEqual(["0", false]);
    const opening = { sid: expect.stringMatching(/^\S{16,}$/), upgrades: ["websocket"], maxPayload: 4_096 };
    expect(JSON.parse(text.slice(1))).toEqual({ ...opening, pingInterval: 200, pingTimeout: 150 });
  });

  test("X1: by websocket is the same packet in a text frame, with nothing left to upgrade to", async (t) => {
    const url = await openProtocolDoor(t, QUICK);
    const socket = await openRawSocket(t, url);
    const opening = JSON.parse((await socket.hears(/^0/)).slice(1));
    expect(opening).toEqual({
      sid: expect.any(String),
      upgrades: [],
      maxPayload: 16_384,
      pingInterval: 200,
      pingTimeout: 150,
    });
  });

  test("X1: gives every session a name of its own", async (t) => {
    const url = await openProtocolDoor(t);
    const sessions = await Promise.all(Array.from({ length: 100 }, () => openPolling(url)));
    expect(new Set(sessions.map(({ sid }) => sid)).size).toBe(100);
  });

  test.for([
    ["no version", "GET", "transport=polling"],
    ["an older version", "GET", "EIO=3&transport=polling"],
    ["no version at all", "GET", "EIO=abc&transport=polling"],
    ["no transport", "GET", "EIO=4"],
    ["an unknown transport", "GET", "EIO=4&transport=abc"],
    ["a websocket that is none", "GET", "EIO=4&transport=websocket"],
    ["a session that there is not", "GET", "EIO=4&transport=polling&sid=abc"],
    ["data before there is a session", "POST", "EIO=4&transport=polling"],
  ])("X1: with %s is refused by a 400", async ([, method = "", query], t) => {
    const ask = plainAsker(t, await openProtocolDoor(t));
    expect((await ask({ method, path: `/socket.io/?${query}` })).status).toBe(400);
  });

  test.for([
    "transport=websocket",
    "EIO=3&transport=websocket",
    "EIO=4&transport=abc",
    "EIO=4&transport=websocket&sid=x",
  ])("X1: of a websocket with %s comes to nothing", async (query, t) => {
    const url = await openProtocolDoor(t);
    const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?${query}`);
    const heard: unknown[] = [];
    socket.addEventListener("message", ({ data }) => heard.push(data));
    await new Promise((closed) => socket.addEventListener("close", closed, { once: true }));
    expect(heard).toEqual([]);
  });

  test("X1: is where the path is, with and without its last slash, and nowhere else", async (t) => {
    const ask = plainAsker(t, await openProtocolDoor(t, { path: "/engine.io/" }));
    const statuses = ["/engine.io/", "/engine.io", "/socket.io/", "/engine.iox/", "/"].map(
      async (path) => (await ask({ method: "GET", path: `${path}?EIO=4&transport=polling` })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 404, 404, 404]);
  });
});

describe("polling", () => {
  test("X1: takes several packets in one payload, and answers ok; what is due comes as one payload too", async (t) => {
    const url = await openProtocolDoor(t);
    const hand = await openPolling(url);
    const post = await fetch(pollingUrl(url, `&sid=${hand.sid}`), {
      ...{ method: "POST", body: ["40/a,", "40/b,", "40/c,"].join(SEPARATOR) },
    });
    expect([post.status, await post.text()]).toEqual([200, "ok"]);
    const { status, packets } = await hand.hears();
    expect([status, packets.map((packet) => packet.slice(0, 4))]).toEqual([200, ["44/a", "44/b", "44/c"]]);
  });

  test("X1: keeps a poll open until there is something", async (t) => {
    const hand = await openPolling(await openProtocolDoor(t));
    const poll = hand.hears();
    expect(await hand.says("40/a,")).toBe(200);
    expect((await poll).packets).toEqual(['44/a,{"message":"Invalid namespace"}']);
  });

  test("X1: reads UTF-8, whatever length it takes", async (t) => {
    const hand = await openPolling(await openProtocolDoor(t));
    await hand.says("40/Ünï-€-\u{1f525},");
    expect(await hand.hearsOf(/^44/)).toBe('44/Ünï-€-\u{1f525},{"message":"Invalid namespace"}');
  });

  test("X1: of two polls at once the first is told to close, the second is refused, and the session is over", async (t) => {
    const hand = await openPolling(await openProtocolDoor(t));
    const polls = await Promise.all([hand.hears(), hand.hears()]);
    expect(polls.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(polls.find(({ status }) => status === 200)?.packets).toEqual([CLOSE]);
    expect((await hand.hears()).status).toBe(400);
  });

  test.for(["abc", "7", "", "40/a,\u001eabc"])("X1: a payload of %j ends the session", async (payload, t) => {
    const hand = await openPolling(await openProtocolDoor(t));
    await hand.says(payload).catch(() => 0);
    expect((await hand.hears()).status).toBe(400);
  });
});

describe("heartbeat", () => {
  test("X1: the server pings by either transport, and whoever answers stays", async (t) => {
    const url = await openProtocolDoor(t, { ...QUICK, connectTimeoutMs: 60_000 });
    const hand = await openPolling(url);
    const socket = await openRawSocket(t, url);
    for (let beat = 1; beat <= 3; beat++) {
      expect(await hand.hears()).toEqual({ status: 200, packets: ["2"] });
      expect(await hand.says("3")).toBe(200);
      await socket.hears(/^2$/);
      socket.frames.length = 0;
      socket.says("3");
    }
  });

  test("X1: whoever does not answer is closed after interval and timeout, not before", async (t) => {
    const url = await openProtocolDoor(t, QUICK);
    const from = performance.now();
    const socket = await openRawSocket(t, url);
    const hand = await openPolling(url);
    expect((await hand.hears()).packets).toEqual(["2"]);
    expect((await hand.hears()).packets).toEqual([CLOSE]);
    expect((await hand.hears()).status).toBe(400);
    await socket.closed();
    expect(performance.now() - from).toBeGreaterThan(QUICK.pingIntervalMs + QUICK.pingTimeoutMs - 5);
  });

  test("X1: a ping is the server's to send: one of the client's ends the session", async (t) => {
    const url = await openProtocolDoor(t);
    const socket = await openRawSocket(t, url);
    socket.says("2");
    expect(await socket.closed()).toBe(NO_CODE);
    const hand = await openPolling(url);
    await hand.says("2");
    expect((await hand.hears()).status).toBe(400);
  });
});

describe("upgrade", () => {
  test("X1: a probe is answered, the waiting poll ends with a noop, and from then on the websocket carries", async (t) => {
    const url = await openProtocolDoor(t);
    const hand = await openPolling(url);
    const poll = hand.hears();
    const socket = await openRawSocket(t, url, `&sid=${hand.sid}`);
    socket.says("2probe");
    await socket.hears(/^3probe$/);
    expect(await poll).toEqual({ status: 200, packets: [NOOP] });
    socket.says("5", "40/a,");
    await socket.hears(/^44\/a,/);
    expect((await hand.hears()).status).toBe(400);
    expect(await hand.says("3")).toBe(400);
    const second = await openRawSocket(t, url, `&sid=${hand.sid}`);
    expect(await second.closed()).toBe(NO_CODE);
    socket.says("40/b,");
    await socket.hears(/^44\/b,/);
  });

  test("X1: what is said to the old transport while the new one is probed is not lost", async (t) => {
    const url = await openProtocolDoor(t);
    const hand = await openPolling(url);
    const socket = await openRawSocket(t, url, `&sid=${hand.sid}`);
    socket.says("2probe");
    await socket.hears(/^3probe$/);
    expect(await hand.says("40/a,")).toBe(200);
    socket.says("5");
    await socket.hears(/^44\/a,/);
  });

  test.for(["2", "2prob", "3probe", "4x", "x"])("X1: a probe of %j is closed, and polling goes on", async (said, t) => {
    const url = await openProtocolDoor(t);
    const hand = await openPolling(url);
    const socket = await openRawSocket(t, url, `&sid=${hand.sid}`);
    socket.says(said);
    expect(await socket.closed()).toBe(NO_CODE);
    await hand.says("40/a,");
    expect(await hand.hearsOf(/^44/)).toContain("Invalid namespace");
  });
});

describe("close", () => {
  test("X1: a close packet ends the session by either transport, and a waiting poll with a noop", async (t) => {
    const url = await openProtocolDoor(t);
    const hand = await openPolling(url);
    const poll = hand.hears();
    expect(await hand.says(CLOSE)).toBe(200);
    expect(await poll).toEqual({ status: 200, packets: [NOOP] });
    expect((await hand.hears()).status).toBe(400);
    const socket = await openRawSocket(t, url);
    socket.says(CLOSE);
    expect((await socket.gets(OPCODES.close)).opcode).toBe(OPCODES.close);
  });
});
