import { describe, expect, type TestContext, test } from "vitest";
import { openPolling, SEPARATOR } from "../support/readers/open-polling.ts";
import { openProtocolDoor } from "../support/readers/open-protocol-door.ts";
import { openRawSocket, type RawSocket } from "../support/readers/open-raw-socket.ts";

/*
 * Socket.IO protocol, revision 5, from its text (github.com/socketio/socket.io-protocol), on websocket and polling: what
 * a client of any language may rely on. Its own events, after the greeting, are docs/protocol.md's.
 */

const NO_CODE = 1005;
const HELLO = /^42\["hello",/;

async function openSocket(t: TestContext): Promise<RawSocket> {
  const socket = await openRawSocket(t, await openProtocolDoor(t));
  await socket.hears(/^0/);
  return socket;
}

/** One who has come in. */
async function openReading(t: TestContext): Promise<RawSocket> {
  const socket = await openSocket(t);
  socket.says("40");
  await socket.hears(HELLO);
  return socket;
}

describe("CONNECT", () => {
  test.for(["40", "40{}", '40{"token":"123"}', '40{"cursor":null}'])(
    "X1: %s is answered by a CONNECT with a sid",
    async (said, t) => {
      const socket = await openSocket(t);
      socket.says(said);
      const sid = expect.stringMatching(/^\S{16,}$/);
      expect(JSON.parse((await socket.hears(/^40/)).slice(2))).toEqual({ sid });
      const [name, hello] = JSON.parse((await socket.hears(/^42/)).slice(2)) as [string, object];
      expect([name, Object.keys(hello)]).toEqual([
        "hello",
        ["epoch", "top", "now", "mode", "complete", "acks", "retryAfterMs"],
      ]);
    },
  );

  test("X1: the session of Socket.IO has another name than Engine.IO's, which is a secret of its two ends", async (t) => {
    const socket = await openSocket(t);
    const { sid } = JSON.parse((await socket.hears(/^0/)).slice(1)) as { sid: string };
    socket.says("40");
    expect(await socket.hears(/^40/)).not.toContain(sid);
  });

  test("X1: by polling comes and is answered in the same packets", async (t) => {
    const hand = await openPolling(await openProtocolDoor(t));
    expect(await hand.says("40")).toBe(200);
    expect(await hand.hearsOf(/^40/)).toMatch(/^40\{"sid":"\S{16,}"\}$/);
  });

  test("X1: who never sends one is closed when its time is over", async (t) => {
    const socket = await openRawSocket(t, await openProtocolDoor(t, { connectTimeoutMs: 100 }));
    expect(await socket.closed()).toBe(NO_CODE);
  });

  test.for([
    ["4abc", "no packet at all"],
    ['42["shown",{"seq":1}]', "an event"],
    ["43[]", "an acknowledgement"],
    ["41", "a farewell"],
    ["40[]", "a payload that is no object"],
    ['40"x"', "a payload that is a text"],
    ["40{", "a payload that is no JSON"],
  ])("X1: %s first, %s, is closed", async ([said = ""], t) => {
    const socket = await openSocket(t);
    socket.says(said);
    expect(await socket.closed()).toBe(NO_CODE);
  });
});

describe("CONNECT_ERROR", () => {
  test.for([
    ["40/random", '44/random,{"message":"Invalid namespace"}'],
    ["40/random,", '44/random,{"message":"Invalid namespace"}'],
    ['40/random,{"token":"123"}', '44/random,{"message":"Invalid namespace"}'],
    ['40/a/b?c=d,{"x":1}', '44/a/b?c=d,{"message":"Invalid namespace"}'],
    ['40{"device":7}', '44{"message":"device: a text of at most 64 characters"}'],
  ])("X1: %s is answered by %s", async ([said = "", answer], t) => {
    const socket = await openSocket(t);
    socket.says(said);
    expect(await socket.hears(/^44/)).toBe(answer);
  });

  test("X1: another namespace's refusal leaves the reader where it is", async (t) => {
    const socket = await openReading(t);
    socket.says("40/random", "40/random");
    await socket.hears(/^44\/random,/);
    socket.says('42["shown",{"seq":0}]', "40/still-here");
    await socket.hears(/^44\/still-here,/);
  });
});

describe("EVENT", () => {
  test.for([
    ['42["shown",{"seq":0}]', "as it is written"],
    ['42[ "shown", { "seq": 0 } ]', "with spaces"],
    ['42["shown",{"seq":0,"more":[1,{"a":null}]}]', "with more than is asked for"],
    ['42["shown",{"seq":0},"more"]', "with more arguments"],
    ['42["shown",{"seq":0}]\n', "with a line's end"],
  ])("X1: %s, %s, is heard", async ([said = ""], t) => {
    const socket = await openReading(t);
    socket.says(said, "40/still-here");
    await socket.hears(/^44\/still-here,/);
  });

  test.for([
    "42",
    "42{}",
    "42[]",
    "42null",
    '42"shown"',
    "42[",
    "42[{}]",
    '42["shown"',
    '42["disconnect"]',
    '42["connect"]',
  ])("X1: %s has no payload that an event can have, and is closed", async (said, t) => {
    const socket = await openReading(t);
    socket.says(said);
    expect(await socket.closed()).toBe(NO_CODE);
  });

  test.for([
    ['451-["shown",{"_placeholder":true,"num":0}]', "binary"],
    ['461-7[{"_placeholder":true,"num":0}]', "binary acknowledgements"],
    ["47", "types that there are not"],
    ["44", "refusals of the server's kind"],
  ])("X1: %s: %s are not taken, and close", async ([said = ""], t) => {
    const socket = await openReading(t);
    socket.says(said);
    expect(await socket.closed()).toBe(NO_CODE);
  });

  test("X1: several in one payload of polling are as many events", async (t) => {
    const hand = await openPolling(await openProtocolDoor(t));
    await hand.says("40");
    await hand.hearsOf(HELLO);
    expect(await hand.says(['42["shown",{"seq":0}]', '42["shown",{"seq":0}]', "40/a,"].join(SEPARATOR))).toBe(200);
    await hand.hearsOf(/^44\/a,/);
  });
});

describe("ACK", () => {
  test("X1: an event with a number is acknowledged by that number", async (t) => {
    const socket = await openReading(t);
    socket.says('4212["shown",{"seq":0}]');
    expect(await socket.hears(/^43/)).toBe("4312[]");
    socket.says('420["shown",{"seq":0}]');
    expect(await socket.hears(/^430/)).toBe("430[]");
  });

  test("X1: an acknowledgement of nothing is passed over; one that is no list closes", async (t) => {
    const socket = await openReading(t);
    socket.says("437[]", '438["x"]', "40/still-here");
    await socket.hears(/^44\/still-here,/);
    socket.says("437{}");
    expect(await socket.closed()).toBe(NO_CODE);
  });
});

describe("DISCONNECT", () => {
  test("X1: ends the connection, because there is no other namespace to stay for", async (t) => {
    const socket = await openReading(t);
    socket.says("41");
    expect(await socket.closed()).toBe(NO_CODE);
  });

  test("X1: by polling too: the poll that waits ends, and the session is over", async (t) => {
    const hand = await openPolling(await openProtocolDoor(t));
    await hand.says("40");
    await hand.hearsOf(HELLO);
    await hand.hearsOf(/^42\["beat"/);
    await hand.says("41");
    await hand.hears();
    expect((await hand.hears()).status).toBe(400);
  });

  test("X1: with a payload is none, and closes as well; of a namespace that one is not in too", async (t) => {
    for (const said of ["41{}", '41"x"', "41/random,"]) {
      const socket = await openReading(t);
      socket.says(said);
      expect(await socket.closed(), said).toBe(NO_CODE);
    }
  });
});
