import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type TestContext, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const FEEDS = ["/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"];

interface Hub {
  url: string;
  /** The feeds that it was told of, in order. */
  pings: string[];
  /** What it does with the next pings, in this order; afterwards it takes all. */
  next: ("refuse" | "keep waiting")[];
  /** Answers those that it keeps waiting. */
  answers(): void;
}

/** A hub as publishers see it (https://www.w3.org/TR/websub/, and what hubs ask of publishers). */
async function openHub(t: TestContext): Promise<Hub> {
  const waiting: ServerResponse[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const isPing = request.method === "POST" && form.get("hub.mode") === "publish";
    const outcome = hub.next.shift();
    if (outcome === "refuse" || !isPing) response.writeHead(isPing ? 503 : 400).end();
    else hub.pings.push(form.get("hub.url") ?? "");
    if (outcome === "keep waiting") waiting.push(response);
    else if (!response.headersSent) response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub?of=news`;
  const hub: Hub = {
    url,
    pings: [],
    next: [],
    answers: () => void waiting.map((response) => response.writeHead(204).end()),
  };
  return hub;
}

test("X3: a hub is told of each feed that a story changes, until it has heard, and of a burst once", async (t) => {
  const hub = await openHub(t);
  const london = await startLondon(t, {
    env: { WEBSUB_HUBS: hub.url, OUTGOING_PRIVATE_ADDRESSES: "127.0.0.1", LOG_LEVEL: "error" },
  });
  const { editor, config, store } = london;
  await eventually("the hub's row", () => store.selectFrom("webhook").select("id").executeTakeFirst());
  const feedsOf = (...sections: string[]) =>
    [...FEEDS, ...sections.flatMap((slug) => FEEDS.map((path) => `${path}?section=${slug}`))].map(
      (path) => config.site.publicUrl + path,
    );
  const hasHeard = (feeds: string[], times: number) =>
    eventually(`pings for ${feeds.at(-1)}`, () =>
      feeds.every((feed) => hub.pings.filter((ping) => ping === feed).length >= times) ? true : undefined,
    );

  hub.next.push("refuse");
  const { id } = await editor.posts(aStory({ section: "uk" }));
  await hasHeard(feedsOf("uk"), 1);
  expect(hub.pings).toEqual(feedsOf("uk"));

  hub.next.push("keep waiting");
  await editor.revises(id, { rev: 2, kind: "update", section: "world" });
  await eventually("a ping in hand", () => (hub.next.length === 0 ? true : undefined));
  for (let i = 0; i < 5; i++) await editor.posts(aStory({ section: "sport" }));
  hub.answers();
  await hasHeard(feedsOf("sport"), 1);
  await hasHeard(feedsOf("uk", "world"), 1);
  expect(hub.pings).toEqual([...feedsOf("uk"), ...feedsOf("uk", "world"), ...feedsOf("sport")]);
});

test("X3: feeds name the hubs, in their own words and in a header; without any they name none", async (t) => {
  const hub = "https://hub.example/?a=1&b=2";
  const london = await startLondon(t, { workers: 0, env: { WEBSUB_HUBS: hub } });
  const { publicUrl } = london.config.site;
  const ask = async (path: string) => {
    const response = await fetch(london.url + path);
    return { link: response.headers.get("link"), text: await response.text() };
  };
  const [rss, atom, json] = await Promise.all(FEEDS.map(ask));
  expect(rss?.text).toContain('<atom:link rel="hub" href="https://hub.example/?a=1&amp;b=2"/>');
  expect(atom?.text).toContain('<link rel="hub" href="https://hub.example/?a=1&amp;b=2"/>');
  expect(JSON.parse(json?.text ?? "")).toMatchObject({ hubs: [{ type: "WebSub", url: hub }] });
  for (const path of [...FEEDS, "/feeds/atom.xml?section=uk"])
    expect((await ask(path)).link).toBe(`<${hub}>; rel="hub", <${publicUrl}${path}>; rel="self"`);

  const quiet = await startLondon(t, { workers: 0 });
  for (const path of FEEDS) {
    const response = await fetch(quiet.url + path);
    expect([response.headers.get("link"), (await response.text()).includes("hub")]).toEqual([null, false]);
  }
});
