import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const FOREIGN = "https://evil.example";
const FRIEND = "https://friend.example";

test("X1: pages of accepted origins may read and write, those of others can neither", async (t) => {
  const { editor, config } = await startLondon(t, { workers: 0, env: { ALLOWED_ORIGINS: FRIEND } });
  const own = config.site.publicUrl;
  const from = (Origin: string) => ({ headers: { Origin } });
  for (const origin of [own, own.replace("localhost", "127.0.0.1"), own.replace("localhost", "[::1]"), FRIEND]) {
    const posted = await editor.ask("POST", "/v1/stories", aStory(), from(origin));
    expect([posted.status, posted.headers.get("access-control-allow-origin")], origin).toEqual([201, origin]);
    expect(posted.headers.get("access-control-expose-headers"), origin).toContain("Idempotency-Replayed");
    const read = await editor.ask("GET", "/v1/stories", undefined, from(origin));
    expect(read.headers.get("access-control-allow-origin"), origin).toBe(origin);
  }
  for (const origin of [FOREIGN, "null", own.replace(/\d+$/, "1"), own.replace("http:", "https:"), ""]) {
    const refused = await editor.ask("POST", "/v1/stories", aStory(), from(origin));
    expect([refused.status, (refused.json as { type: string }).type], origin).toEqual([
      403,
      `${own}/problems/foreign-origin`,
    ]);
    const read = await editor.ask("GET", "/v1/stories", undefined, from(origin));
    expect([read.status, read.headers.get("access-control-allow-origin")], origin).toEqual([200, null]);
    expect(read.headers.get("vary"), origin).toContain("Origin");
  }
  expect((await editor.ask("DELETE", "/v1/stories/x/schedule", undefined, from(FOREIGN))).status).toBe(403);
});

test("X1: a browser that asks first is told what it may send", async (t) => {
  const { editor, config } = await startLondon(t, { workers: 0 });
  const ask = (Origin: string) =>
    editor.ask("OPTIONS", "/v1/stories", undefined, {
      ...{ token: null, key: null },
      headers: { Origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key" },
    });
  const own = await ask(config.site.publicUrl);
  expect([own.status, own.headers.get("access-control-allow-methods")]).toEqual([204, "GET, HEAD, POST, PUT, DELETE"]);
  expect(own.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("idempotency-key");
  const foreign = await ask(FOREIGN);
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  expect(foreign.headers.get("access-control-allow-methods")).toBeNull();
});

test("X1: a paper that is served by https says that it always is", async (t) => {
  const { url } = await startLondon(t, { workers: 0, env: { PUBLIC_URL: "https://london.example" } }).then(
    ({ servers, config }) => ({ url: `http://127.0.0.1:${servers[0]?.port ?? config.port}` }),
  );
  const { headers } = await fetch(`${url}/v1/stories`);
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  expect(headers.get("content-security-policy")).toContain("connect-src 'self' wss://london.example");
});

test("X1: an address that is none is told as a page to readers, as a problem to programs", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const typeOf = async (path: string, Accept: string) => {
    const { status, headers } = await editor.ask("GET", path, undefined, { token: null, headers: { Accept } });
    return [status, headers.get("content-type")];
  };
  const browser = "text/html,application/xhtml+xml,*/*;q=0.8";
  expect(await typeOf("/nowhere", browser)).toEqual([404, "text/html; charset=utf-8"]);
  expect(await typeOf("/nowhere", "application/json")).toEqual([404, "application/problem+json"]);
  expect(await typeOf("/nowhere", "*/*")).toEqual([404, "application/problem+json"]);
  expect(await typeOf("/v1/nowhere", browser)).toEqual([404, "application/problem+json"]);
});
