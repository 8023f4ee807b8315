import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import type { Page } from "playwright-core";
import { expect, type TestContext, test } from "vitest";
import { renderMarkdown } from "../../core/page/markdown.ts";
import { readStory } from "../../core/store/stories/stories.ts";
import { useBrowser } from "../support/browser/browser.ts";
import { readText } from "../support/house/sources.ts";
import { type ReadFeed, type ReadItem, readXmlFeed } from "../support/others/read-feeds.ts";
import { fillWire } from "../support/paper/fill-wire.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { type ActedOn, anAct, perform, untilHeard } from "../support/people/random-acts.ts";

/*
 * Subscribers that know nothing of the paper but the address of one feed. They poll when it pleases them, so what
 * happened between two polls is often more than a feed shows, and the archives must tell the rest.
 */

const { open } = useBrowser();
const ACTS = 60;
/** Stories that are there already: more than a feed shows. */
const OLD = 140;

/** What a subscriber holds, as far as it is the store's to say. */
interface Held {
  id: string;
  isTakenBack: boolean;
  title: string;
  summary: string;
  content: string;
  updated: string;
}

interface Subscriber {
  polls(): Promise<void>;
  holds(): Promise<Held[]>;
}

test("X3: who polls nothing but a feed, often, seldom or for the first time, ends with what the store has", async (t) => {
  const london = await startLondon(t);
  const page = await open(t, "about:blank");
  const xml = ["atom.xml", "rss.xml"].map((format) => xmlSubscriber(london, page, format));
  const subscribers = [await documentedSubscriber(t, london), ...xml];
  await fillWire(london, OLD);
  const old = await london.store.selectFrom("story").select(["id", "rev"]).execute();
  const stories: ActedOn[] = old.map((story) => ({ ...story, isGone: false }));
  const polls = fc.array(fc.nat({ max: subscribers.length * 12 }), { minLength: ACTS, maxLength: ACTS });
  const acts = fc.array(anAct, { minLength: ACTS, maxLength: ACTS });
  await fc.assert(
    fc.asyncProperty(acts, polls, async (acts, polls) => {
      for (const [at, act] of acts.entries()) {
        await perform(london, stories, act);
        await subscribers[polls[at] ?? -1]?.polls();
      }
      await untilHeard(london);
      const late = [await documentedSubscriber(t, london), ...xml.map(({ anew }) => anew())];
      const expected = await whatIsSo(london, stories);
      for (const subscriber of [...subscribers, ...late]) {
        await subscriber.polls();
        expect(byId(await subscriber.holds())).toEqual(byId(expected));
      }
    }),
    { numRuns: 3, endOnFailure: true },
  );
});

async function whatIsSo({ store }: London, stories: ActedOn[]): Promise<Held[]> {
  const stored = await Promise.all(stories.map(({ id }) => readStory(store, id)));
  return stored.map((story) => {
    if (!story) throw new Error("a story that was published is not there");
    const isTakenBack = story.status === "retracted";
    return {
      ...{ id: `urn:uuid:${story.id}`, isTakenBack, updated: story.updatedAt?.toISOString() ?? "" },
      title: isTakenBack ? "" : plain(story.headline),
      summary: plain(isTakenBack ? (story.note ?? "") : story.standfirst),
      content: isTakenBack ? "" : plain(renderMarkdown(story.body)),
    };
  });
}

/** The mirror of docs/protocol.md, run as it stands there. */
async function documentedSubscriber(t: TestContext, { url }: London): Promise<Subscriber> {
  const [, script = ""] = /```js mirror\.mjs\n(.*?)```/s.exec(readText("docs/protocol.md")) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "london-mirror-"));
  t.onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "mirror.json");
  await writeFile(join(folder, "mirror.mjs"), script);
  return {
    polls: async () => {
      await promisify(execFile)(process.execPath, [join(folder, "mirror.mjs"), `${url}/feeds/feed.json`, file]);
    },
    holds: async () => {
      const { stories } = JSON.parse(await readFile(file, "utf8")) as Mirror;
      return Object.values(stories).map((item) => {
        const isTakenBack = item._london_daily.status === "retracted";
        return {
          ...{ id: item.id, isTakenBack, updated: item.date_modified, title: isTakenBack ? "" : plain(item.title) },
          summary: plain(item.summary ?? item.content_text ?? ""),
          content: bodyOf(item.content_html ?? ""),
        };
      });
    },
  };
}

interface Mirror {
  stories: Record<
    string,
    {
      id: string;
      title: string;
      summary?: string;
      content_text?: string;
      content_html?: string;
      date_modified: string;
      _london_daily: { status: string };
    }
  >;
}

/** The same in XML, read by the browser's parser. */
function xmlSubscriber(london: London, page: Page, format: string): Subscriber & { anew(): Subscriber } {
  const held = new Map<string, ReadItem>();
  let etag = "";
  let lastArchive = "";

  async function ask(path: string, headers = {}) {
    const { status, text, headers: got } = await london.editor.ask("GET", path, undefined, { token: null, headers });
    expect([200, 304]).toContain(status);
    return { status, text, etag: got.get("etag") ?? "" };
  }

  return {
    anew: () => xmlSubscriber(london, page, format),
    async polls() {
      const answer = await ask(`/feeds/${format}`, { "If-None-Match": etag });
      if (answer.status === 304) return;
      const documents: ReadFeed[] = [await readXmlFeed(page, answer.text)];
      for (let next = documents[0]?.archive; next && next !== lastArchive; next = documents[0]?.archive) {
        const { pathname, search } = new URL(next);
        documents.unshift(await readXmlFeed(page, (await ask(pathname + search)).text));
      }
      for (const item of documents.flatMap(({ items }) => items)) {
        if ((held.get(item.id)?.updated ?? "") <= item.updated) held.set(item.id, item);
      }
      lastArchive = documents.at(-1)?.archive ?? "";
      etag = answer.etag;
    },
    holds: async () =>
      [...held.values()].map(({ id, isTakenBack, title, summary, content, updated }) => ({
        ...{ id, isTakenBack, updated, title: isTakenBack ? "" : plain(title ?? ""), summary: plain(summary) },
        content: bodyOf(content),
      })),
  };
}

/** The body alone, without what a feed's content has before it: the notes of its corrections. */
function bodyOf(content: string): string {
  return plain(/<div dir="auto">(.*)<\/div>$/s.exec(content)?.[1] ?? content);
}

/** What XML cannot carry is left out of it, and its line ends and edges are not the text's. */
function plain(text: string): string {
  return text.replaceAll("\ufffe", "").replace(/\s+/g, " ").trim();
}

function byId(held: Held[]): Held[] {
  return held.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
