import { expect, type TestContext, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { type OpenDoor, openDoor } from "../support/readers/open-door.ts";
import { openPolling, type Polling, SEPARATOR } from "../support/readers/open-polling.ts";
import { frameOf, openRawSocket } from "../support/readers/open-raw-socket.ts";
import { openReader } from "../support/readers/open-reader.ts";
import { plainAsker } from "../support/requests/ask-plainly.ts";

const EIO = "/socket.io/?EIO=4&transport=polling";
const NOBODY = "AAAAAAAAAAAAAAAAAAAA";

/** What is asked of the door, and the status of its answer. {sid}: of a session that polls; {other}: of one that does not. */
const REQUESTS: [method: string, path: string, status: number, body?: string | Buffer, type?: string][] = [
  ...[
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    NOBODY,
    "x".repeat(8_000),
    "%00",
    "%E2%80%AE",
    "[]",
  ].map((sid): (typeof REQUESTS)[number] => ["GET", `${EIO}&sid=${sid}`, 400]),
  ["POST", `${EIO}&sid=${NOBODY}`, 400, "40"],
  ["POST", `${EIO}&sid=__proto__`, 400, "40"],
  ["GET", `${EIO}&sid={sid}&sid=${NOBODY}`, 400],
  ["GET", `${EIO}&sid={other}`, 400],
  ["GET", "/socket.io/?EIO=3&transport=polling&sid={sid}", 400],
  ["GET", "/socket.io/?EIO=4&transport=websocket&sid={sid}", 400],
  ["GET", "/socket.io/?EIO=4&transport=webtransport&sid={sid}", 400],
  ["GET", "/socket.io/?EIO=4&transport=__proto__", 400],
  ["GET", "/socket.io/?EIO=4&transport=constructor", 400],
  ["GET", "/socket.io/?EIO=4&transport[]=polling", 400],
  ["GET", "/socket.io/?EIO=4&transport=", 400],
  ["GET", "/socket.io/?EIO=4", 400],
  ["GET", "/socket.io/", 400],
  ["GET", "/socket.io/?", 400],
  ["GET", "/socket.io/?%", 400],
  ...["", "3", "5", "4.0", "04", "-4", "NaN", "__proto__"].map((version): (typeof REQUESTS)[number] => [
    "GET",
    `/socket.io/?EIO=${version}&transport=polling`,
    400,
  ]),
  ["POST", EIO, 400, "40"],
  ...["PUT", "DELETE", "PATCH", "HEAD", "TRACE", "PROPFIND"].flatMap((method): typeof REQUESTS => [
    [method, EIO, 400],
    [method, `${EIO}&sid={sid}`, 400],
  ]),
  ["POST", `${EIO}&sid={sid}`, 413, `4${"x".repeat(16 * 1024)}`],
  ["POST", `${EIO}&sid={sid}`, 413, new Array(9_000).fill("3").join(SEPARATOR)],
  ["POST", `${EIO}&sid={sid}`, 200, new Array(8_000).fill("3").join(SEPARATOR)],
  ["POST", `${EIO}&sid={sid}`, 200, new Array(8_000).fill("6").join(SEPARATOR)],
  ["POST", `${EIO}&sid={sid}`, 200, SEPARATOR.repeat(16_000)],
  ["POST", `${EIO}&sid={sid}`, 200, Buffer.from([0xff, 0xfe, 0xc3, 0x28])],
  ["POST", `${EIO}&sid={sid}`, 200, "b".repeat(16_000)],
  ["POST", `${EIO}&sid={sid}`, 400, Buffer.from([4, 0, 1]), "application/octet-stream"],
];

/** A door with readers beside it, who follow the wire. */
async function openWatched(t: TestContext) {
  const open = await openDoor(t);
  const readers = [await openReader(t, open.url), await openReader(t, open.url, { transports: ["polling"] })];
  return {
    ...open,
    isUnharmed: async () => {
      open.publish(1);
      for (const reader of readers) {
        await reader.hasReached(open.store.top);
        expect([reader.events.length, reader.breaches, reader.socket.connected]).toEqual([open.store.top, [], true]);
      }
      expect(open.lines).toEqual([]);
    },
  };
}

/** A session that polls and has come in. */
async function comeIn({ url }: Pick<OpenDoor, "url">): Promise<Polling> {
  const hand = await openPolling(url);
  await hand.says("40");
  await hand.hearsOf(/^42\["hello"/);
  return hand;
}

test("C8: a request that no session can be sending is refused, and never by a 500", async (t) => {
  const open = await openWatched(t);
  const ask = plainAsker(t, open.url);
  const reader = await openRawSocket(t, open.url);
  const other = JSON.parse((await reader.hears(/^0/)).slice(1)).sid as string;
  expect(REQUESTS.length).toBeGreaterThanOrEqual(50);
  for (const [method, path, status, body, type = "text/plain"] of REQUESTS) {
    const told = `${method} ${path.slice(0, 80)} ${String(body).slice(0, 20)}`;
    const { sid } = path.includes("{sid}") ? await comeIn(open) : { sid: "" };
    const answer = await ask({
      ...{ method, path: path.replaceAll("{sid}", sid).replaceAll("{other}", other) },
      ...(body !== undefined && { body, headers: { "Content-Type": type, "Content-Length": `${body.length}` } }),
    });
    expect(answer.status, `${told}: ${answer.text}`).toBe(status);
  }
  await open.isUnharmed();
});

test("C6: a name for a session that is none is no way past the door", async (t) => {
  const open = await openDoor(t, { readersPerAddress: 1 });
  const ask = plainAsker(t, open.url);
  expect((await ask({ method: "GET", path: EIO })).status).toBe(200);
  const ways = [EIO, `${EIO}&sid=`, `${EIO}&sid`, `${EIO}#&sid=x`, `${EIO}&sid=x&sid=`, `${EIO}&%73id=`];
  for (const path of ways) expect((await ask({ method: "GET", path })).status, path).toBe(429);
  open.door.shut();
  for (const path of ways) expect((await ask({ method: "GET", path })).status, path).toBe(503);
});

test("C8: a session that two would use at once is one session, or is closed", async (t) => {
  const open = await openWatched(t);
  const sockets = async (sid: string, count: number) =>
    Promise.all(Array.from({ length: count }, () => openRawSocket(t, open.url, `&sid=${sid}`)));

  const upgraded = await comeIn(open);
  const five = await sockets(upgraded.sid, 5);
  for (const socket of five) socket.says("2probe");
  const probed = await Promise.any(five.map((socket) => socket.hears(/^3probe$/).then(() => socket)));
  probed.says("5");
  for (const socket of five) if (socket !== probed) expect(await socket.closed()).toBe(1005);
  const [late] = await sockets(upgraded.sid, 1);
  expect(await late?.closed()).toBe(1005);
  probed.says("40/still-here,");
  await probed.hears(/^44\/still-here/);

  const hasty = await comeIn(open);
  const [upgrade] = await sockets(hasty.sid, 1);
  upgrade?.sends(frameOf("5"), frameOf("5"), frameOf("2probe"));
  expect(await upgrade?.closed()).toBe(1005);

  const crowded = await comeIn(open);
  await Promise.all(Array.from({ length: 20 }, () => crowded.says("3").catch(() => 0)));
  const torn = await comeIn(open);
  const abort = new AbortController();
  const poll = fetch(`${open.url}${EIO}&sid=${torn.sid}`, { signal: abort.signal }).catch(() => null);
  await eventually("the poll's end", async () => {
    abort.abort();
    return (await poll) ?? true;
  });
  await open.isUnharmed();
});
