import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { openDesk } from "../support/browser/newsroom-page.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aPerson } from "../support/people/people.ts";

const browser = useBrowser();
const { open, openLive } = browser;

/** What agencies and careless people send: nothing to break a line at, or too much of everything. */
const WORST = [
  "A".repeat(200),
  `https://example.org/${"very-long-path/".repeat(11)}`,
  "MINISTRY-SAYS-NOTHING_OF_THE_SORT/".repeat(5),
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft widerspricht",
  "e\u0301".repeat(90),
  "👩‍👩‍👧‍👦".repeat(16),
  "…and then the minister said that … (more to come) ...",
  "أعلنت الوزارة اليوم أن الأشغال على الجسر ستستمر حتى نهاية العام، وأن حركة القطارات لن تتوقف (BBC) 24/7.",
];
const HEBREW = "הגשר ייפתח ב-14:30, אמר ראש העיר (London).";
const NARROW = { ...PHONE, viewport: { width: 320, height: 700 } };

test("C11, R14: the worst headlines and texts push no page wider than a phone, live or loaded", async (t) => {
  const { editor, url } = await startLondon(t);
  const live = await openLive(t, url, NARROW);
  const paths = ["/", "/latest", "/section/uk", "/search?q=minister", `/search?q=${"A".repeat(150)}`, "/at"];
  const [word = ""] = WORST;
  for (const text of WORST) {
    const body = `${text}\n\n## ${text}\n\n- ${text}\n\n> ${text}\n\n\`${text}\`\n\n    ${text}\n\n|${text}|b|\n|-|-|\n|c|${text}|`;
    const first = (count: number) => [...text].slice(0, count).join("");
    const told = { headline: text, standfirst: text, body, byline: first(100), topics: [first(60)] };
    const { id, url: at } = await editor.posts({ ...told, section: "uk", urgency: "breaking", lead: true });
    await editor.revises(id, { rev: 2, kind: "correction", note: text, headline: `${first(190)} now` });
    paths.push(new URL(at).pathname);
  }
  const { id } = await editor.posts({ headline: "Soon gone", section: "uk" });
  await editor.retracts(id, { rev: 2, note: word });
  paths.push(`/story/${id}`);
  await editor.posts({ headline: "The last one is plain", section: "uk" });
  await live.locator("h3", { hasText: "The last one is plain" }).first().waitFor({ state: "attached" });
  expect(await widthsOf(live)).toEqual([320, 320, []]);

  for (const options of [NARROW, PHONE]) {
    const page = await open(t, "about:blank", options);
    for (const path of paths) {
      await page.goto(url + path);
      const width = options.viewport?.width ?? 0;
      expect([path, ...(await widthsOf(page))]).toEqual([path, width, width, []]);
    }
  }
});

test("R1, R2: a headline that is written from the right stands at the right, in every place and live", async (t) => {
  const { editor, url } = await startLondon(t);
  const live = await openLive(t, url, PHONE);
  const { id, url: at } = await editor.posts({
    ...{ headline: HEBREW, standfirst: HEBREW, body: `${HEBREW}\n\n- ${HEBREW}`, section: "uk", lead: true },
    ...{ urgency: "breaking", byline: "מירי כהן" },
  });
  await live.locator(`.lead[data-story="${id}"]`).waitFor();
  const places = ["h2 a", "h3 a", ".headline a", ".standfirst", ".body p"];
  expect(await directionsOf(live)).toEqual(Object.fromEntries(places.map((place) => [place, "right"])));
  const page = await open(t, "about:blank", PHONE);
  for (const path of ["/", "/latest", "/section/uk", "/search?q=הגשר", new URL(at).pathname]) {
    await page.goto(url + path);
    const found = await directionsOf(page);
    expect([path, Object.keys(found).length > 0, new Set(Object.values(found))]).toEqual([
      ...[path, true, new Set(["right"])],
    ]);
  }
});

test("D2: at the desk a text is typed and shown the way it is written", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  const typed = page.getByLabel("Headline");
  await typed.fill(HEBREW);
  const shown = page.locator(".preview iframe").contentFrame().locator("h1", { hasText: HEBREW });
  await shown.waitFor({ state: "attached" });
  for (const place of [typed, shown])
    expect(await place.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
});

/** How wide the page is, how wide the window, and what stands out of it. */
async function widthsOf(page: Page): Promise<[number, number, string[]]> {
  return page.evaluate(() => {
    const { scrollWidth } = document.documentElement;
    const wide = [...document.querySelectorAll("main *")].filter(
      (element) => element.getBoundingClientRect().right > innerWidth && !element.closest("pre, table, .unseen"),
    );
    return [
      scrollWidth,
      innerWidth,
      scrollWidth > innerWidth ? wide.map(({ outerHTML }) => outerHTML.slice(0, 80)) : [],
    ];
  });
}

/** At which edge of its own box the last line of each right-to-left text begins, by where it stands. */
function directionsOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const places = ["h1", "h2 a", "h3 a", ".headline a", ".standfirst", ".body p"];
    return Object.fromEntries(
      places.flatMap((place) => {
        const element = document.querySelector<HTMLElement>(`article ${place}`);
        const box = element?.closest("h1, h2, h3, p")?.getBoundingClientRect();
        if (!element || !box || !/[\u0590-\u05ff]/.test(element.textContent ?? "")) return [];
        const range = document.createRange();
        range.selectNodeContents(element);
        const runs = [...range.getClientRects()];
        const bottom = Math.max(...runs.map((run) => run.bottom));
        const last = runs.filter((run) => run.bottom > bottom - run.height / 2);
        return [[place, box.right - Math.max(...last.map(({ right }) => right)) < 3 ? "right" : "left"]];
      }),
    );
  });
}
