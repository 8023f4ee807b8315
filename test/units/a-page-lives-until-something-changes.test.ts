import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { emptyFold, foldEvent } from "../../core/news/front-page.ts";
import { createPageCache } from "../../server/paper/serving/page-cache.ts";
import { livesUntilMs } from "../../server/paper/serving/page-lifetime.ts";
import { gate } from "../support/wire/gate.ts";
import { eventIn, FIRST_EPOCH, memoryWire } from "../support/wire/memory-wire.ts";

/** A cache whose time and wire a test moves by hand; it counts what is drawn. */
function aCache() {
  const at = { nowMs: 1_000, version: "e:1", drawn: 0 };
  const cache = createPageCache({ clock: { now: () => at.nowMs }, version: () => at.version });
  const draw = async () => ({ status: 200, html: `page ${++at.drawn}`, livesUntilMs: 5_000 });
  const text = async (path = "/") => (await (await cache.get(path, draw)).bytes("identity")).toString();
  return { at, cache, text };
}

test("R1: a page is drawn once, and again when the wire moves", async () => {
  const { at, text } = aCache();
  expect([await text(), await text(), await text("/latest")]).toEqual(["page 1", "page 1", "page 2"]);
  at.version = "e:2";
  expect([await text(), await text()]).toEqual(["page 3", "page 3"]);
});

test("R7: a page ends with the first alert on it to expire, or with the day", async () => {
  const { at, text } = aCache();
  expect(await text()).toBe("page 1");
  at.nowMs = 4_999;
  expect(await text()).toBe("page 1");
  at.nowMs = 5_000;
  expect(await text()).toBe("page 2");

  const wire = memoryWire();
  const nowMs = Date.UTC(2026, 10, 23, 12);
  const inMinutes = (minutes: number) => new Date(nowMs + minutes * 60_000).toISOString();
  const said = [wire.publish(), ...[-1, 30, 20].map((minutes) => wire.publish({ expiresAt: inMinutes(minutes) }))];
  const { entries } = said.map(eventIn).reduce(foldEvent, emptyFold(FIRST_EPOCH));
  expect(livesUntilMs(entries.values(), nowMs, "Europe/London")).toBe(Date.parse(inMinutes(20)));
  expect(livesUntilMs([], nowMs, "Europe/London")).toBe(Date.UTC(2026, 10, 24));
});

test("R1: whoever asks while a page is drawn waits for the same drawing", async () => {
  const { cache } = aCache();
  const door = gate();
  const draw = async () => {
    await door.pass();
    return { status: 200, html: "slow", livesUntilMs: 9_000 };
  };
  const asked = [cache.get("/", draw), cache.get("/", draw)];
  door.open();
  const [first, second] = await Promise.all(asked);
  expect(first).toBe(second);
  expect(door.asked).toBe(1);
});

test("R1: a page that could not be drawn is tried again by the next reader", async () => {
  const { cache, text } = aCache();
  await expect(cache.get("/", () => Promise.reject(new Error("no database")))).rejects.toThrow("no database");
  expect(await text()).toBe("page 1");
});

test("R14: compressed bytes are made once, and the tag is the content's", async () => {
  const { at, cache } = aCache();
  const draw = async () => ({ status: 200, html: "the same", livesUntilMs: 9_000 });
  const page = await cache.get("/", draw);
  expect(await page.bytes("gzip")).toBe(await page.bytes("gzip"));
  expect(gunzipSync(await page.bytes("gzip")).toString()).toBe("the same");
  at.version = "e:2";
  expect((await cache.get("/", draw)).etag).toBe(page.etag);
});
