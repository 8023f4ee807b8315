import { eventually } from "../../support/deadline.ts";
import type { ComposedPaper } from "../composed/composed-paper.ts";

const PAGES = ["/", "/latest", "/section/uk", "/v1/stories?limit=50", "/v1/events?limit=200"];
/** Between versions a feed may come to hold more, or less, on purpose. */
const FEEDS = ["/feeds/atom.xml", "/feeds/feed.json"];

/** Waits until these servers answer alike while nothing is published. Returns what was asked. */
export async function untilSame(
  { serverUrls }: ComposedPaper,
  servers: [number, number],
  isSameDrawing: boolean,
): Promise<string[]> {
  const [one = "", other = ""] = servers.map((server) => serverUrls[server]);
  const newest = (await (await fetch(`${one}/v1/stories?limit=1`)).json()) as { stories: { url: string }[] };
  const pages = [...PAGES, ...(isSameDrawing ? FEEDS : []), new URL(newest.stories[0]?.url ?? one).pathname];
  for (const page of pages) {
    let [its, others]: (string | undefined)[] = [];
    await eventually(`${page} alike from both`, async () => {
      [its, others] = await Promise.all([one, other].map((url) => told(url + page, isSameDrawing)));
      return its === others ? true : undefined;
    }).catch((failure: Error) => {
      throw new Error(`${failure.message}:\n${its}\nand\n${others}`);
    });
  }
  return pages;
}

/** The page, or which stories it names, by their first mention. */
async function told(url: string, isWhole: boolean): Promise<string> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} was answered with ${answer.status}`);
  if (isWhole || url.includes("/v1/events")) return text; // whose bytes are the same for ever
  return [...new Set(text.match(/\/story\/[0-9a-f-]{36}/g))].join("\n");
}
