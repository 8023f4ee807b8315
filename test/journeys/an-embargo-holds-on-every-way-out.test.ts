import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { eventually, within } from "../support/deadline.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson } from "../support/people/people.ts";
import { openReader } from "../support/readers/open-reader.ts";
import { openStream } from "../support/readers/open-stream.ts";
import { servedPages, servedRoutes } from "../support/requests/served-routes.ts";

const HOUR_MS = 3_600_000;
/** What is searched for, and what is never asked for but stands in every text beside it. */
const ASKED = "Xylographic";
const SECRET = "Zebrafish";
const WORDS = `${ASKED} ${SECRET}`;
const STORY = {
  ...{ headline: WORDS, standfirst: WORDS, body: `**${WORDS}**`, topics: [WORDS], byline: WORDS, section: "science" },
  ...{ urgency: "breaking", lead: true },
};

interface Probe {
  path: string;
  /** What a stranger may add to it. */
  query: string;
  accept: string;
}

test("D6: what waits is invisible to every request that a stranger can make, on every route that there is", async (t) => {
  const london = await startLondon(t);
  const { editor, url } = london;
  await editor.posts(aStory({ section: "science" }));
  const reader = await openReader(t, url);
  const stream = await openStream(t, `${url}/v1/events/stream`);
  const scheduled = await editor.posts({ ...STORY, releaseAt: new Date(Date.now() + HOUR_MS).toISOString() });
  const held = await editor.posts({ ...STORY, holdSeconds: 600 });
  const calledBack = await editor.posts({ ...STORY, holdSeconds: 600 });
  const back = await editor.ask("DELETE", `/v1/stories/${calledBack.id}/schedule`, undefined, { key: null });
  expect(back.status).toBe(204);
  await isDrafted(london);

  const hidden = [scheduled.id, held.id, calledBack.id];
  let asked = 0;
  for (const id of hidden) {
    for (const probe of probesFor(id, reader.cursor())) {
      const [told, ofNobody] = await Promise.all([ask(url, probe), ask(url, probe, [id, randomUUID()])]);
      asked += 1;
      const what = `${probe.path}${probe.query} as ${probe.accept}`;
      expect(told.status, what).toBe(ofNobody.status); // not even that there is something
      expect(told.status, what).not.toBe(429);
      expect(told.text, what).not.toContain(SECRET);
      for (const other of hidden) if (other !== id) expect(told.text, what).not.toContain(other);
    }
  }
  expect(asked).toBeGreaterThan(200);
  const barrier = await editor.posts(aStory({ headline: "The barrier" }));
  await reader.hasReached(barrier.seq ?? 0);
  const late = await openReader(t, url, { cursor: `${barrier.epoch}:0` });
  await late.hasReached(barrier.seq ?? 0);
  for (const { events } of [reader, late]) expect(JSON.stringify(events)).not.toContain(SECRET);
  for (let said = ""; said !== "The barrier"; ) {
    const { data } = await stream.next();
    expect(JSON.stringify(data)).not.toContain(SECRET);
    said = (data as { story?: { headline: string } }).story?.headline ?? "";
  }

  const soon = new Date(Date.now() + 500).toISOString();
  await editor.revises(scheduled.id, { rev: 2, kind: "update", releaseAt: soon });
  const out = await within("the release", untilOut(reader.nextHeadline, SECRET));
  await eventually("the pages", async () => (await ask(url, aProbe("/"))).text.includes(SECRET) || undefined);
  const seen = new Set<string>();
  for (const probe of probesFor(scheduled.id, `${barrier.epoch}:${barrier.seq}`)) {
    if ((await ask(url, probe)).text.includes(SECRET)) seen.add(probe.path.replace(scheduled.id, ":id"));
  }
  expect(out.story.id).toBe(scheduled.id);
  // The same requests would have seen it: they are not blind.
  for (const path of ["/", "/latest", "/search", "/section/science", "/v1/stories", "/v1/stories/:id"])
    expect(seen).toContain(path);
  for (const path of ["/story/:id/xylographic-zebrafish", "/v1/stories/:id/revisions", "/v1/search", "/v1/events"])
    expect(seen).toContain(path);
  for (const path of ["/feeds/atom.xml", "/feeds/rss.xml", "/feeds/feed.json", "/news-sitemap.xml"])
    expect(seen).toContain(path);
});

test("D6: of forty stories that wait for the same seconds each goes out once and not early, and none that was called back", async (t) => {
  const london = await startLondon(t);
  const { editor, url } = london;
  const reader = await openReader(t, url);
  const firstAtMs = Date.now() + 2_500;
  const waiting = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const releaseAtMs = firstAtMs + i * 60;
      const { id } = await editor.posts(
        aStory({ headline: `Waits ${i}`, releaseAt: new Date(releaseAtMs).toISOString() }),
      );
      return { id, releaseAtMs, isCancelled: i % 4 === 3 };
    }),
  );
  const cancelled = waiting.filter(({ isCancelled }) => isCancelled);
  const kept = waiting.filter(({ isCancelled }) => !isCancelled);
  for (const { id } of cancelled) {
    const { status } = await editor.ask("DELETE", `/v1/stories/${id}/schedule`, undefined, { key: null });
    expect(status).toBe(204);
  }
  const lateMs: number[] = [];
  for (const _ of kept) {
    const { story, at } = await reader.nextHeadline();
    const { releaseAtMs = Number.NaN } = kept.find(({ id }) => id === story.id) ?? {};
    expect(Date.parse(at)).toBeGreaterThanOrEqual(releaseAtMs);
    lateMs.push(Date.now() - releaseAtMs);
  }
  const barrier = await editor.posts(aStory({ releaseAt: new Date(Date.now() + 300).toISOString() }));
  expect((await reader.nextHeadline()).story.id).toBe(barrier.id); // and nothing before it
  for (const { id } of cancelled) expect((await editor.ask("GET", `/v1/stories/${id}`)).status).toBe(404);
  lateMs.sort((a, b) => a - b);
  const at = (share: number) => lateMs[Math.ceil(lateMs.length * share) - 1];
  console.info(`late at a reader, of ${lateMs.length} releases: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
  expect(lateMs.length).toBe(30);
});

/** The text in a draft of the desk's, too. */
async function isDrafted(london: London): Promise<void> {
  const person = await aPerson(london);
  const { headline, standfirst, body, section } = STORY;
  const fields = {
    ...{ kind: "new", note: WORDS, headline, standfirst, body, section, topics: WORDS, urgency: "flash" },
    ...{ expiresInMinutes: 20, byline: WORDS, lead: true, verification: "confirmed", releaseAt: "" },
  };
  const { status, text } = await person.ask("PUT", `/v1/desk/drafts/${randomUUID()}`, {
    ...{ version: 1, state: "ready", fields },
  });
  expect(status, text).toBe(200);
}

/** Every address that is served, filled in with this story, with everything that may be asked of it. */
function probesFor(id: string, cursor: string): Probe[] {
  const api = servedRoutes().filter(({ method }) => method === "GET");
  const paths = [...api.map(({ path }) => path), ...servedPages()].flatMap((path) => [
    filledIn(path.replace(/\{.*\}$/, ""), id),
    ...(path.includes("{") ? [filledIn(path.replace(/[{}]/g, ""), id)] : []),
  ]);
  const before = String(Number(cursor.split(":")[1]) + 1_000);
  return paths.flatMap((path) => [
    aProbe(path),
    aProbe(path, `?q=${ASKED}&section=science&limit=50&rev=1&before=${before}`, "application/json"),
    aProbe(path, `?after=${cursor}`, "*/*"),
  ]);
}

function aProbe(path: string, query = "", accept = "text/html"): Probe {
  return { path, query, accept };
}

function filledIn(path: string, id: string): string {
  return path
    .replace(/:(id|story)\b/, id)
    .replace(":section", "science")
    .replace(":slug", "xylographic-zebrafish")
    .replace(":time", "2026-11-23T14:05")
    .replace(/(?<=\/card\/.*):file/, "1.png")
    .replace(/(?<=\/audio\/.*):file/, "1.mp3")
    .replace(/:\w+/g, "x");
}

/** The answer to a probe, or to the same one about another story; of a stream its greeting. */
async function ask(url: string, { path, query, accept }: Probe, [id, other]: string[] = []) {
  const address = url + path + query;
  const abort = new AbortController();
  const response = await fetch(id && other ? address.replaceAll(id, other) : address, {
    ...{ headers: { Accept: accept }, redirect: "manual", signal: abort.signal },
  });
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    return { status: response.status, text: await response.text() };
  }
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!/^event: hello\n.*\n\n/ms.test(text)) text += (await reader?.read())?.value ?? "";
  abort.abort();
  return { status: response.status, text };
}

async function untilOut<T extends { story: object }>(next: () => Promise<T>, text: string): Promise<T> {
  for (;;) {
    const event = await next();
    if (JSON.stringify(event).includes(text)) return event;
  }
}
