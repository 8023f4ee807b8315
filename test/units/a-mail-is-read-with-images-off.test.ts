import { expect, test } from "vitest";
import { emptyFold, foldEvent } from "../../core/news/front-page.ts";
import type { WireEvent } from "../../core/news/wire-event.ts";
import { confirmLetter, knownLetter, welcomeLetter } from "../../core/page/mail/letters.ts";

const site = { name: "London Daily", tagline: "Focus.", publicUrl: "https://daily.example", timeZone: "Europe/London" };
const nowMs = Date.parse("2026-11-26T12:00:00Z");
const newsletters = [{ name: "Morning Briefing", promise: "The day in five minutes." }];
const HOSTILE = `</style><script>alert(1)</script> "quoted" & <b>bold</b>`;

function event(seq: number, headline: string, differences: object = {}): WireEvent {
  const at = new Date(nowMs - (100 - seq) * 60_000).toISOString();
  const story = {
    ...{ id: `story-${seq}`, rev: 1, status: "published", headline, standfirst: `Of ${headline}`, excerpt: "Text." },
    ...{
      section: "uk",
      urgency: "routine",
      verification: "confirmed",
      lead: false,
      url: `https://daily.example/story/${seq}/x`,
    },
    ...{ publishedAt: at, updatedAt: at, ...differences },
  };
  return { epoch: "e", seq, at, kind: "new", story } as WireEvent;
}

const events = [
  ...Array.from({ length: 12 }, (_, at) => event(at + 1, `Story ${at + 1}`)),
  event(13, HOSTILE),
  { ...event(14, "Put right", { id: "story-2", rev: 2, note: "A name was wrong." }), kind: "correction" } as WireEvent,
  {
    epoch: "e",
    seq: 15,
    at: new Date(nowMs).toISOString(),
    kind: "retraction",
    story: { id: "story-12", rev: 2, status: "retracted", url: "x", note: "Wrong." },
  } as WireEvent,
];

const letters = {
  confirm: confirmLetter(site, { newsletters, confirmUrl: "https://daily.example/c", days: 3, nowMs }),
  known: knownLetter(site, { newsletters, preferencesUrl: "https://daily.example/p", nowMs }),
  welcome: welcomeLetter(site, {
    ...{ newsletters, preferencesUrl: "https://daily.example/p", unsubscribeUrl: "https://daily.example/u" },
    fold: events.reduce(foldEvent, emptyFold("e")),
    paper: { sections: [{ name: "UK", slug: "uk" }], timeZone: site.timeZone, nowMs },
  }),
};

test.each(Object.entries(letters))(
  "N1: the %s mail is whole without images, scripts or another's server",
  (_name, letter) => {
    expect(letter.html).not.toMatch(/<(img|script|link|iframe|form)\b|\burl\(|@import|@font-face/i);
    const leads = [...letter.html.matchAll(/href="([^"]+)"/g)].map(([, url = ""]) => url);
    expect(leads.filter((url) => !url.startsWith(`${site.publicUrl}/`))).toEqual([]);
    const missing = leads.filter((url) => !letter.text.includes(url));
    expect(missing.filter((url) => url !== `${site.publicUrl}/`)).toEqual([]);
  },
);

test.each(Object.entries(letters))("N1: the %s mail says the same in plain text, in short lines", (_name, letter) => {
  const long = letter.text.split("\n").filter((line) => line.length > 72 && !line.startsWith("https://"));
  expect(long).toEqual([]);
  expect(letter.text).not.toMatch(/<[a-z]+ |&amp;|&lt;/);
  const words = letter.html.replace(/<style>.*?<\/style>/gs, "").replace(/<[^>]+>/g, " ");
  const heading = /<h1[^>]*>([^<]+)</.exec(letter.html)?.[1] ?? "";
  expect(words).toContain(heading);
  expect(letter.text).toContain(heading.toUpperCase());
});

test("N1: a welcome shows what stands: at most eight stories, corrected, and none that was taken back", () => {
  const { html, text } = letters.welcome;
  expect(html.match(/<h[23][ >]/g)).toHaveLength(8);
  expect(html).not.toContain("<script>");
  expect(text).toContain(HOSTILE.split(" ")[0]);
  expect(html).not.toMatch(/Story 12\b/);
});

test("N1: a paper without a story welcomes all the same", () => {
  const paper = { sections: [], timeZone: site.timeZone, nowMs };
  const links = { preferencesUrl: "https://daily.example/p", unsubscribeUrl: "https://daily.example/u" };
  const { text } = welcomeLetter(site, { newsletters, ...links, fold: emptyFold("e"), paper });
  expect(text).toContain("https://daily.example/u");
});
