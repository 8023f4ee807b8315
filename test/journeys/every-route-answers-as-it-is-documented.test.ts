import { expect, type TestContext, test } from "vitest";
import { loadAssets } from "../../server/http/answers/assets.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson } from "../support/people/people.ts";
import type { ApiDocument } from "../support/requests/api-document.ts";
import { type PlainAnswer, plainAsker } from "../support/requests/ask-plainly.ts";
import { servedPages, servedRoutes } from "../support/requests/served-routes.ts";
import {
  type Asked,
  faultsAtPage,
  faultsAtRoute,
  keptFaults,
  matches,
  NOWHERE,
} from "../support/scan/documented-answers.ts";
import { faultsOf } from "../support/scan/forbidding-headers.ts";

/*
 * Every address that the server has, from its own tables, by every method, as somebody whom nobody knows, and as a page of
 * somebody else's. What each comes to is written down by kinds, so a new row is in it without being named.
 */

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"];
const FOREIGN = "https://evil.example";
const BROWSER = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const NOBODY = "01980000-0000-7000-8000-000000000000";

test("X1, C13: every address answers every method with what is documented, and every answer forbids what the paper never does", async (t) => {
  const { london, ask, ids } = await startScanned(t);
  const document = JSON.parse((await ask({ method: "GET", path: "/v1/openapi.json" })).text) as ApiDocument;
  const table = servedRoutes();
  const paths = [...new Set(table.map(({ path }) => path))];
  const pages = [...servedPages(), ...(await loadAssets()).files].filter((path) => !paths.includes(path));
  const wrong: string[] = [];
  let answers = 0;

  async function look(asked: Asked, faults: (answer: PlainAnswer) => string[]): Promise<void> {
    const headers = { ...(asked.path.startsWith("/v1") ? {} : BROWSER), ...(asked.origin && { Origin: asked.origin }) };
    const answer = await ask({ method: asked.method, path: filledIn(asked.path, ids), headers });
    answers += 1;
    const found = [...faults(answer), ...faultsOf(asked.path, answer.headers), ...keptFaults(asked, answer)];
    const from = asked.origin === undefined ? "" : " from a foreign page";
    for (const fault of found) wrong.push(`${asked.method} ${asked.path}${from}: ${answer.status}, ${fault}`);
  }

  for (const origin of [undefined, FOREIGN]) {
    for (const method of METHODS) {
      await Promise.all([
        ...paths.map((path) => {
          const rows = table.filter((row) => matches(row, filledIn(path, ids)));
          return look({ method, path, origin }, (answer) =>
            faultsAtRoute({ method, path, origin }, rows, document, answer),
          );
        }),
        ...[...pages, ...NOWHERE].map((path) =>
          look({ method, path, origin }, (answer) => faultsAtPage({ method, path, origin }, answer)),
        ),
      ]);
    }
  }
  expect(wrong).toEqual([]);
  expect(answers).toBeGreaterThan(2_000);

  await isDressedEverywhere(london, ask);
  await isPrivateBehindASession(london, ask, ids);
});

/** A paper with a story, one that was taken back, and whoever asks it. */
async function startScanned(t: TestContext) {
  const london = await startLondon(t, { workers: 0 });
  const live = await london.editor.posts(aStory({ section: "science" }));
  const gone = await london.editor.posts(aStory());
  await london.editor.retracts(gone.id, { rev: 2, note: "It never happened" });
  return { london, ask: plainAsker(t, london.url), ids: { live: live.id, gone: gone.id, url: live.url } };
}

type Ids = Awaited<ReturnType<typeof startScanned>>["ids"];

function filledIn(path: string, { live, url }: Ids): string {
  return path
    .replace("/story/:id{/:slug}", new URL(url).pathname)
    .replace(/(?<=stories\/|card\/|audio\/):(id|story)/, live)
    .replace(/(?<=\/card\/.*):file/, "1.png")
    .replace(/(?<=\/audio\/.*):file/, "1.ogg")
    .replace(":file", "start.js")
    .replace("*file", "favicon-32x32.png")
    .replace(":section", "science")
    .replace(":time", "2026-01-23T14:05")
    .replace(":name", "stale")
    .replace(/:\w+/g, NOBODY);
}

type Ask = ReturnType<typeof plainAsker>;

/** What is answered outside the tables: by the sockets' door, and to what is none of HTTP's. */
async function isDressedEverywhere(london: London, ask: Ask): Promise<void> {
  const door = "/socket.io/?EIO=4&transport=polling";
  const outside: [what: string, method: string, path: string, headers: Record<string, string>, status: number][] = [
    ["a session of polling", "GET", door, {}, 200],
    ["a page that asks first", "OPTIONS", door, { Origin: london.config.site.publicUrl }, 204],
    ["a foreign page", "GET", door, { Origin: FOREIGN }, 403],
    ["a method of nobody's", "PROPFIND", door, {}, 400],
    ["a session that is none", "GET", `${door}&sid=x`, {}, 400],
    ["a broken path", "GET", "/%E0%A4%A", {}, 400],
    ["everything at once", "GET", "*", {}, 404],
    ["an address of a host that is none", "GET", "http://[::1/", {}, 400],
    ["more headers than anybody sends", "GET", "/", aHundredHeaders(), 431],
  ];
  for (const [what, method, path, headers, status] of outside) {
    const answer = await ask({ method, path, headers });
    expect([answer.status, faultsOf(path, answer.headers)], what).toEqual([status, []]);
  }
}

/** Each has one of its own, so that none is joined to another. */
function aHundredHeaders(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`X-Header-${i}`, "x"]));
}

/** An admin's answers are nobody else's; a reader's page is the same for an admin, and knows no cookie. */
async function isPrivateBehindASession(london: London, ask: Ask, ids: Ids): Promise<void> {
  const { cookie } = await aPerson(london, { role: "admin" });
  const rows = servedRoutes().filter(({ method, who }) => method === "GET" && who !== "anyone");
  const kept = await Promise.all(
    rows.map(async ({ path }) => {
      const { status, headers } = await ask({ method: "GET", path: filledIn(path, ids), headers: { Cookie: cookie } });
      const isPrivate = /no-store|private/.test(String(headers["cache-control"]));
      return isPrivate && status < 500 ? [] : [`${path}: ${status} ${headers["cache-control"]}`];
    }),
  );
  expect(kept.flat()).toEqual([]);
  for (const path of ["/", "/latest", new URL(ids.url).pathname, "/feeds/rss.xml", "/search"]) {
    const [stranger, admin] = [
      await ask({ method: "GET", path }),
      await ask({ method: "GET", path, headers: { Cookie: cookie } }),
    ];
    expect([admin.status, admin.headers.etag, admin.headers["set-cookie"]], path).toEqual([
      200,
      stranger.headers.etag,
      undefined,
    ]);
  }
  const gone = await ask({ method: "GET", path: `/story/${ids.gone}/retracted`, headers: BROWSER });
  expect([gone.status, gone.type, faultsOf("/story", gone.headers)]).toEqual([410, "text/html; charset=utf-8", []]);
}
