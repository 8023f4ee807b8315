import { expect, test } from "vitest";
import type { RunningServer } from "../../server/start-server.ts";
import { eventually } from "../support/deadline.ts";
import { startBalancer } from "../support/lines/balancer.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, editorAt } from "../support/people/editor.ts";
import { exampleIn, runExample } from "../support/readers/protocol-example.ts";
import { pythonWithSocketIo } from "../support/readers/python-socket-io.ts";

/*
 * The programs that stand in docs/protocol.md, run as they stand there, against a paper whose server goes and comes back:
 * each tells every event once and in order.
 */

const PYTHON = ["python3", "-u", "-"];
const NODE = [process.execPath, "--input-type=module", "-"];

test.concurrent.for([
  ["A whole client", "js", NODE],
  ["The project's own client", "js", NODE],
  ["Server-Sent Events", "python", PYTHON],
] as const)(
  "X1, X2: the program under “%s” follows the wire and misses nothing while the server is away",
  async (example, t) => {
    const [title, language, command] = example;
    const london = await startLondon(t);
    const program = runExample(t, [...command, london.url], exampleIn(title, language));
    await program.isUp(london);
    for (let i = 0; i < 3; i++) await london.editor.posts(aStory());
    await program.hasTold(london);
    await london.servers.pop()?.close();
    await london.startServer();
    const { id } = await london.editor.posts(aStory());
    await london.editor.retracts(id, { rev: 2, note: "It was not so." });
    await program.hasTold(london);
    const told = program.told();
    expect(told).toEqual(Array.from({ length: told.length }, (_, after) => (told[0] ?? 0) + after));
  },
);

test.concurrent("X1, R5: a stock client in Python begins with long polling and goes over to WebSocket, and comes back with its cursor", async (t) => {
  const environment = await pythonWithSocketIo();
  const london = await startLondon(t);
  const program = runExample(t, [...PYTHON, london.url], exampleIn("In another language", "python"), environment);
  await program.isUp(london);
  for (let i = 0; i < 3; i++) await london.editor.posts(aStory());
  await program.hasTold(london);
  await london.servers.pop()?.close();
  await london.startServer();
  const { id } = await london.editor.posts(aStory());
  await london.editor.retracts(id, { rev: 2, note: "It was not so." });
  await program.hasTold(london);
  expectWhole(program.told());
  expect(program.complaint()).toMatch(/^by websocket$/m);
});

test.concurrent("X1, R5: behind the balancer it goes on when its server is gone", async (t) => {
  const environment = await pythonWithSocketIo();
  const london = await startLondon(t, { servers: 2 });
  const { url } = await startBalancer(
    t,
    london.servers.map(({ port }) => port),
  );
  const program = runExample(t, [...PYTHON, url], exampleIn("In another language", "python"), environment);
  await program.isUp(london);
  for (let i = 0; i < 3; i++) await london.editor.posts(aStory());
  await program.hasTold(london);
  const held = await eventually("the program at one of the servers", async () => {
    const readers = await Promise.all(london.servers.map(readersOf));
    return readers.includes(1) ? readers : undefined;
  });
  expect([...held].sort()).toEqual([0, 1]);
  const left = london.urls[held.indexOf(0)] ?? "";
  await london.servers[held.indexOf(1)]?.close();
  const editor = editorAt(left, london.token);
  for (let i = 0; i < 3; i++) await editor.posts(aStory());
  await program.hasTold({ editor });
  expectWhole(program.told());
});

/** Every number after the first, once and in order. */
function expectWhole(told: number[]): void {
  expect(told).toEqual(Array.from({ length: told.length }, (_, after) => (told[0] ?? 0) + after));
}

/** How many readers a server holds, as its metrics say. */
async function readersOf({ metricsPort }: RunningServer): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(/^london_readers\{[^}]*\} (\d+)$/m.exec(metrics)?.[1]);
}
