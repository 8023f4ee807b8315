import { io } from "socket.io-client";
import { expect, test } from "vitest";
import { within } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson } from "../support/people/people.ts";

test("D1: a session writes as its person, with what a page of ours adds", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const editor = await aPerson(london, { role: "editor" });
  const me = await editor.ask("GET", "/v1/me");
  expect(me.json).toEqual({ id: editor.id, name: editor.name, email: editor.email, role: "editor", csrf: editor.csrf });
  expect((await editor.ask("POST", "/v1/stories", aStory())).status).toBe(201);
  expect((await editor.ask("POST", "/v1/stories", aStory(), { headers: { "X-CSRF-Token": "x" } })).status).toBe(403);
  const reporter = await aPerson(london, { role: "reporter" });
  expect((await reporter.ask("POST", "/v1/stories", aStory())).status).toBe(403);
  const desk = io(`${london.url}/desk`, {
    ...{ transports: ["websocket"], forceNew: true, reconnection: false },
    extraHeaders: { Cookie: editor.cookie, Origin: london.config.site.publicUrl },
  });
  t.onTestFinished(() => void desk.close());
  const entered = new Promise(
    (resolve, reject) => void desk.on("connect", () => resolve(true)).on("connect_error", reject),
  );
  expect(await within("the desk lets an editor in", entered)).toBe(true);
});

test("D1: a session lives on while it is used", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { sessionId, ask } = await aPerson(london);
  const untilOf = async () => {
    const row = await london.store
      .selectFrom("session")
      .select("expires_at")
      .where("id", "=", sessionId)
      .executeTakeFirst();
    return row?.expires_at.getTime() ?? 0;
  };
  const before = await untilOf(); // an hour from now, as the test has written it
  expect((await ask("GET", "/v1/me")).status).toBe(200);
  const hours = ((await untilOf()) - before) / 3_600_000;
  expect(Math.round(hours)).toBe(11);
});

test("D1: whoever signs in is led to a page of the desk, whatever the address said", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { url } = london;
  for (const next of [
    "//evil.example",
    "https://evil.example/desk",
    "/story/x",
    "/desk\\@evil.example",
    "javascript:alert(1)",
    "",
  ]) {
    const page = await fetch(`${url}/desk/sign-in?next=${encodeURIComponent(next)}`);
    expect(await page.text(), next).toContain('name="next" value="/desk"');
  }
  const back = await fetch(`${url}/desk/audit-log?act=story`, { redirect: "manual" });
  expect(back.headers.get("Location")).toBe("/desk/sign-in?next=%2Fdesk%2Faudit-log%3Fact%3Dstory");
  const page = await fetch(new URL(back.headers.get("Location") ?? "", url));
  expect(await page.text()).toContain('value="/desk/audit-log?act=story"');
});
