import type { Page } from "playwright-core";

/** An item as a stranger's parser finds it in a feed. */
export interface ReadItem {
  id: string;
  url: string;
  /** Null: a tombstone without one. */
  title: string | null;
  summary: string;
  /** HTML. */
  content: string;
  categories: string[];
  published: string;
  updated: string;
  /** Whether it says that the story was taken back. */
  isTakenBack: boolean;
}

export interface ReadFeed {
  title: string;
  self: string;
  home: string;
  /** The archive before it, or "". */
  archive: string;
  items: ReadItem[];
}

/** Reads an XML feed with the browser's own parser, which refuses whatever is not well-formed. Throws what it says. */
export async function readXmlFeed(page: Page, text: string): Promise<ReadFeed> {
  return page.evaluate((xml) => {
    const whole = new DOMParser().parseFromString(xml, "application/xml");
    const fault = whole.querySelector("parsererror")?.textContent;
    if (fault) throw new Error(fault);
    const within = (element: Element | Document, name: string): Element[] => [...element.getElementsByTagName(name)];
    const textOf = (element: Element, name: string): string =>
      [...element.children].find(({ tagName }) => tagName === name)?.textContent ?? "";
    const linkOf = (element: Element, rel: string): string =>
      [...element.children]
        .find((child) => /link$/.test(child.tagName) && child.getAttribute("rel") === rel)
        ?.attributes.getNamedItem("href")?.value ?? "";
    const [channel] = within(whole, "channel");
    const feed = channel ?? whole.documentElement;
    return {
      title: textOf(feed, "title"),
      self: linkOf(feed, "self"),
      home: channel ? textOf(channel, "link") : linkOf(feed, "alternate"),
      archive: linkOf(feed, "prev-archive"),
      items: [...feed.children]
        .filter(({ tagName }) => /^(item|entry|at:deleted-entry)$/.test(tagName))
        .map((item) => {
          const isTombstone = item.tagName === "at:deleted-entry";
          const title = isTombstone ? null : textOf(item, "title");
          const html = new DOMParser().parseFromString(textOf(item, "description"), "text/html");
          return {
            id: item.getAttribute("ref") ?? (textOf(item, "id") || textOf(item, "guid")),
            url: channel ? textOf(item, "link") : linkOf(item, "alternate"),
            title,
            summary: isTombstone
              ? textOf(item, "at:comment")
              : channel
                ? (html.body.textContent ?? "")
                : textOf(item, "summary"),
            content: textOf(item, "content:encoded") || textOf(item, "content"),
            categories: within(item, "category").map((each) => each.getAttribute("term") ?? each.textContent ?? ""),
            published: textOf(item, "published") || textOf(item, "pubDate"),
            updated: item.getAttribute("when") ?? (textOf(item, "updated") || textOf(item, "atom:updated")),
            isTakenBack: isTombstone || title === "This story was taken back",
          };
        }),
    };
  }, text);
}

/** A JSON Feed as its specification has it. */
export function readJsonFeed(text: string): ReadFeed {
  const feed = JSON.parse(text) as JsonFeed;
  return {
    ...{ title: feed.title, self: feed.feed_url, home: feed.home_page_url },
    archive: feed.next_url ?? "",
    items: feed.items.map((item) => ({
      ...{ id: item.id, url: item.url, title: item.title, categories: item.tags ?? [] },
      summary: item.content_text ?? item.summary ?? "",
      content: item.content_html ?? "",
      published: item.date_published,
      updated: item.date_modified,
      isTakenBack: item._london_daily.status === "retracted",
    })),
  };
}

interface JsonFeed {
  title: string;
  home_page_url: string;
  feed_url: string;
  next_url?: string;
  items: {
    id: string;
    url: string;
    title: string;
    summary?: string;
    content_html?: string;
    content_text?: string;
    date_published: string;
    date_modified: string;
    tags?: string[];
    _london_daily: { status: string };
  }[];
}
