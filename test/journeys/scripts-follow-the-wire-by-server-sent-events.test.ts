import { expect, test } from "vitest";
import { fillWire } from "../support/paper/fill-wire.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openStream } from "../support/readers/open-stream.ts";

test("X2: a stream has hello, events whose id is the cursor, and beats", async (t) => {
  const london = await startLondon(t);
  const stream = await openStream(t, `${london.url}/v1/events/stream`);
  expect(stream.response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const hello = await stream.next();
  expect(hello).toMatchObject({ event: "hello", data: { mode: "live", complete: true, top: 0, acks: false } });
  expect(hello.id).toBe(`${hello.data.epoch}:0`);
  expect(await stream.next()).toMatchObject({ event: "beat", id: hello.id, data: { top: 0 } });
  const { id, seq, epoch } = await london.editor.posts(aStory());
  const headline = await stream.next();
  expect(headline).toMatchObject({ event: "headline", id: `${epoch}:${seq}`, data: { seq, story: { id } } });
});

test("X2: a stream goes on after Last-Event-ID, and after ?after=", async (t) => {
  const london = await startLondon(t);
  await fillWire(london, 250);
  const { epoch } = await london.editor.posts(aStory());
  for (const open of [
    () => openStream(t, `${london.url}/v1/events/stream?after=${epoch}:200`),
    () => openStream(t, `${london.url}/v1/events/stream?after=${epoch}:9`, { "Last-Event-ID": `${epoch}:200` }),
  ]) {
    const stream = await open();
    expect(await stream.next()).toMatchObject({ event: "hello", data: { mode: "resume", complete: true } });
    for (let seq = 201; seq <= 251; seq++) expect(await stream.next()).toMatchObject({ id: `${epoch}:${seq}` });
    expect(await stream.next()).toMatchObject({ event: "beat", data: { top: 251 } });
  }
  const lost = await openStream(t, `${london.url}/v1/events/stream`, { "Last-Event-ID": "nonsense" });
  expect(await lost.next()).toMatchObject({ event: "hello", data: { mode: "snapshot", complete: false } });
});
