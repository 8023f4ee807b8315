import { expect, test } from "vitest";
import type { DeskEvents } from "../../server/people/desk-door.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { CALLERS, type CallerName, headersOf } from "../support/people/callers.ts";
import { aPerson } from "../support/people/people.ts";
import { openDesk, openDeskOf } from "../support/readers/open-desk.ts";
import { openDeskDoorOf } from "../support/readers/open-desk-door.ts";
import { openReader } from "../support/readers/open-reader.ts";

const EVENTS: DeskEvents = Object.fromEntries(
  (["reporter", "editor", "admin"] as const).flatMap((who) =>
    [false, true].map((isWrite) => [
      `${who} ${isWrite ? "writes" : "reads"}`,
      { who, isWrite, handle: () => ({ ok: true }) },
    ]),
  ),
);

/** What each caller may say; who is not here does not come in. */
const MAY_SAY: Partial<Record<CallerName, string[]>> = {
  reporter: ["reporter reads", "reporter writes"],
  editor: ["reporter reads", "reporter writes", "editor reads", "editor writes"],
  admin: Object.keys(EVENTS),
  "an editor's token to read": ["reporter reads", "editor reads"],
  "an admin's token for all": ["reporter reads", "reporter writes", "editor reads", "editor writes"],
  "the editors' token": ["reporter reads", "reporter writes", "editor reads", "editor writes"],
};

test("D1: each caller comes in where it may, and each event is weighed on its own", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { url } = await openDeskDoorOf(t, london, EVENTS);
  for (const caller of CALLERS) {
    const desk = await openDesk(t, url, { Origin: london.config.site.publicUrl, ...(await headersOf(london, caller)) });
    const mayComeIn = caller in MAY_SAY;
    expect("refused" in desk, caller).toBe(!mayComeIn);
    if ("refused" in desk) continue;
    const said: string[] = [];
    for (const name of Object.keys(EVENTS)) {
      const answer = await desk.says(name);
      if (answer.ok === true) said.push(name);
      else expect(answer, `${caller}: ${name}`).toMatchObject({ problem: "forbidden" });
    }
    expect(said, caller).toEqual(MAY_SAY[caller]);
    for (const name of ["publish", "toString", "__proto__", "constructor"]) {
      expect(await desk.says(name), `${caller}: ${name}`).toMatchObject({ problem: "not-found" });
    }
  }
});

test("D1: a desk's socket comes from our own pages, or from a program with a token", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { cookie } = await aPerson(london);
  const own = london.config.site.publicUrl;
  const Authorization = `Bearer ${london.token}`;
  const refusedOf = async (headers: Record<string, string>, transport: "websocket" | "polling") => {
    const desk = await openDesk(t, london.url, headers, [transport]);
    return "refused" in desk;
  };
  for (const transport of ["websocket", "polling"] as const) {
    expect(await refusedOf({ Cookie: cookie, Origin: own }, transport)).toBe(false);
    expect(await refusedOf({ Authorization }, transport)).toBe(false);
    expect(await refusedOf({ Cookie: cookie }, transport)).toBe(true);
    for (const Origin of ["https://evil.example", "null", own.replace("http:", "https:"), own.replace(/\d+$/, "1")]) {
      expect(await refusedOf({ Cookie: cookie, Origin }, transport), Origin).toBe(true);
      expect(await refusedOf({ Authorization, Origin }, transport), Origin).toBe(true);
    }
  }
});

test("D1: a connection is a desk or a reader, never both, and a desk is no reader", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { cookie } = await aPerson(london);
  const desk = await openDeskOf(t, london.url, { Cookie: cookie, Origin: london.config.site.publicUrl });
  const readers = async () => {
    const metrics = await fetch(`http://127.0.0.1:${london.servers[0]?.metricsPort}/metrics`);
    return Number(/^london_readers(?:\{\S*)? (\d+)/m.exec(await metrics.text())?.[1]);
  };
  expect(await readers()).toBe(0);
  const reader = desk.socket.io.socket("/");
  const refusal = await new Promise<Error>((resolve) => reader.once("connect_error", resolve));
  expect(refusal.message).toContain("entered already");
  await openReader(t, london.url);
  expect(await readers()).toBe(1);
});

test("D1: an event that fails, or that is said in no form that there is, ends nothing", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { url } = await openDeskDoorOf(t, london, {
    ...EVENTS,
    breaks: {
      ...{ who: "reporter", isWrite: false },
      handle: () => {
        throw new Error("a bug");
      },
    },
  });
  const { cookie } = await aPerson(london);
  const desk = await openDeskOf(t, url, { Cookie: cookie, Origin: london.config.site.publicUrl });
  expect(await desk.says("breaks")).toMatchObject({ problem: "fault" });
  desk.socket.emit("reporter reads");
  desk.socket.emit("reporter reads", null, [], { deep: [[[]]] });
  expect(await desk.says("reporter reads", { any: "thing" })).toEqual({ ok: true });
});
