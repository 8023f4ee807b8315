import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Server as Engine } from "engine.io";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Admission, createAdmission } from "../../server/live/door/admission.ts";
import { judgeHandshakes } from "../../server/live/door/handshakes.ts";
import { countConnections } from "../../server/live/door/open-connections.ts";

let admission: Admission;
/** Of the handshakes in progress, oldest first: what is called when it is known who it is. */
let open: (() => void)[];
/** The handshakes that had to make room, by their number. */
let givenUp: number[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  open = [];
  givenUp = [];
  admission = createAdmission();
});
afterEach(() => {
  admission.close();
  vi.useRealTimers();
});

/** How many of so many may begin; each is known at once when `isSettled`, or stays in the handshake. */
function begin(count: number, isSettled: boolean): number {
  let begun = 0;
  for (let i = 0; i < count; i++) {
    if (!admission.mayBegin()) continue;
    const number = begun++;
    const settle = admission.opened(() => givenUp.push(number));
    if (isSettled) settle();
    else open.push(settle);
  }
  return begun;
}

test("C6: at most 1,500 handshakes begin in a second, then the next second's", () => {
  expect(begin(2_000, true)).toBe(1_500);
  expect(begin(1, true)).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(begin(10, true)).toBe(10);
});

test("C6: at most 512 handshakes are in progress; who is known, or gone, makes room", () => {
  expect(begin(600, false)).toBe(512);
  open[100]?.();
  open[100]?.();
  expect(begin(5, false)).toBe(1);
  expect(givenUp).toEqual([]);
});

test("C6: of those who do not say who they are the oldest makes room for a new one, once it has had two seconds", () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(10_000);
  expect(begin(512, false)).toBe(512);
  now.mockReturnValue(11_999);
  expect(begin(1, false)).toBe(0);
  now.mockReturnValue(12_001);
  expect(begin(3, false)).toBe(3);
  expect(givenUp).toEqual([0, 1, 2]);
  now.mockRestore();
});

test("C6: fewer come in while the process answers late, but never nobody", async () => {
  for (let block = 0; block < 3; block++) {
    const until = performance.now() + 150;
    while (performance.now() < until);
    await new Promise((turn) => setImmediate(turn));
  }
  vi.advanceTimersByTime(1_000);
  const begun = begin(2_000, true);
  expect(begun).toBeGreaterThanOrEqual(50);
  expect(begun).toBeLessThan(1_500);
});

test("C6: streams are among those that begin in a second, and are asked to wait like sockets", () => {
  const engine = new Engine();
  const parts = { admission, isAcceptedOrigin: () => true, clientOf: () => "reader", readersPerAddress: 0 };
  const outcomes: string[] = [];
  const opened = countConnections(parts, engine);
  const door = judgeHandshakes({ ...parts, onHandshake: (outcome) => outcomes.push(outcome) }, opened, () => true);
  const ask = () => {
    const request = new IncomingMessage(new Socket());
    return door.streamRefusal(request, new ServerResponse(request));
  };
  expect(ask()).toBe(null); // also while the door is shut
  expect(opened.from("reader")).toBe(1);
  expect(begin(2_000, true)).toBe(1_499);
  expect(ask()).toBe(503);
  vi.advanceTimersByTime(1_000);
  expect(ask()).toBe(null);
  expect([outcomes, opened.from("reader")]).toEqual([["begun", "shed", "begun"], 2]);
  engine.close();
});
