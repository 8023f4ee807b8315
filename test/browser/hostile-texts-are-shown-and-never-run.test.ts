import type { Page } from "playwright-core";
import { expect, type TestContext, test } from "vitest";
import { untilLive, useBrowser } from "../support/browser/browser.ts";
import { hostileTexts } from "../support/hostile/hostile-texts.ts";
import { startLondon } from "../support/paper/start-london.ts";
import type { Editor } from "../support/people/editor.ts";

const { open } = useBrowser();
const { texts, isWhole } = hostileTexts(process.env.LONDON_DAILY_DATA);
const FIELDS = ["headline", "standfirst", "body"] as const;
const AT_ONCE = 8;
/** Of the articles so many are visited as a reader does, and so many rendered where there is no policy; all are looked at. */
const VISITED_ONE_IN = 25;
const RENDERED_ONE_IN = process.env.LONG_RUN ? 1 : 25;

interface Posted {
  path: string;
  headline: string;
}

interface Read {
  odd: string[];
  headline: string;
}

interface Told {
  errors?: { pointer: string }[];
}

/** Posts each text in every field that takes it; what is refused is a 422 that points at fields of ours, and only them. */
async function postAll(editor: Editor): Promise<{ posted: Posted[]; refusals: number }> {
  const posted: Posted[] = [];
  let refusals = 0;
  const left = [...texts];
  async function postOne(text: string): Promise<void> {
    let fields: string[] = [...FIELDS];
    while (fields.length > 0) {
      const filled = Object.fromEntries(fields.map((field) => [field, text]));
      const answer = await editor.ask("POST", "/v1/stories", {
        headline: "A plain headline",
        section: "uk",
        ...filled,
      });
      if (answer.status === 201) {
        const { url } = answer.json as { url: string };
        posted.push({ path: new URL(url).pathname, headline: filled.headline ?? "A plain headline" });
        return;
      }
      const pointers = ((answer.json as Told).errors ?? []).map(({ pointer }) => pointer.slice(1));
      expect([answer.status, pointers.length > 0, pointers.every((field) => fields.includes(field))], text).toEqual([
        ...[422, true, true],
      ]);
      refusals += pointers.length;
      fields = fields.filter((field) => !pointers.includes(field));
    }
  }
  const poster = async (): Promise<void> => {
    for (let text = left.pop(); text !== undefined; text = left.pop()) await postOne(text);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, poster));
  return { posted, refusals };
}

/** A page that notes whatever runs, or would have, had the policy let it. On about:blank there is no policy at all. */
async function openWatched(t: TestContext, url: string): Promise<{ page: Page; ran: string[] }> {
  const page = await open(t, "about:blank");
  const { origin } = new URL(url);
  const ran: string[] = [];
  page.on("dialog", (dialog) => {
    ran.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (fault) => ran.push(`fault: ${fault.message}`));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin)
      ran.push(`asked ${request.url()}`);
  });
  await page.exposeFunction("noteRun", (what: string) => ran.push(what));
  await page.addInitScript(`
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = (said) => noteRun(name + ": " + said);
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      noteRun("policy: " + violatedDirective + " " + blockedURI + " " + sample));`);
  await page.goto(url);
  return { page, ran };
}

/** What on a page could run, leads astray, or has broken out of its place. */
const ODDITIES_IN = `((document) => {
  const odd = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || name === "srcdoc" || (name === "style" && element !== document.documentElement)) odd.push(element.tagName + " " + name);
      if (/^(href|src|action|formaction)$/.test(name) && /^\\s*(javascript|data|vbscript):/i.test(value) && value !== "data:,")
        odd.push(element.tagName + " " + value);
    }
  }
  const data = document.querySelectorAll("head > script[type='application/ld+json']:not([src])");
  const ours = ":is(head, body) > script[src^='/assets/']:empty, head > script[type='application/ld+json']:not([src])";
  for (const { text } of data) {
    try {
      if (JSON.parse(text)["@context"] !== "https://schema.org") odd.push("data of no known kind");
    } catch {
      odd.push("data that is not JSON: " + text.slice(0, 120));
    }
  }
  if (data.length > 1) odd.push("data that was not put there");
  for (const { outerHTML } of document.querySelectorAll("script, iframe, object, embed, base, style, frame, math, meta[http-equiv], form form"))
    if (!outerHTML.startsWith("<script") || document.querySelectorAll("script").length !== document.querySelectorAll(ours).length)
      odd.push(outerHTML.slice(0, 120));
  const [main, ...mains] = document.querySelectorAll("main");
  if (!main || mains.length > 0 || main.parentElement !== document.body) odd.push("main is not where it was put");
  const [footer, ...footers] = document.querySelectorAll("body > footer");
  if (!footer || footers.length > 0) odd.push("the footer is not where it was put");
  return odd;
})`;
const ODDITIES = `${ODDITIES_IN}(document)`;
/** The same of HTML that is read and not rendered, and the headline that it has. */
const READ = `(html) => {
  const read = new DOMParser().parseFromString(html, "text/html");
  return { odd: ${ODDITIES_IN}(read), headline: read.querySelector("h1")?.textContent ?? "" };
}`;

test("C11: hostile texts in every field are shown as text, on every kind of page, and nothing of them runs", {
  timeout: 400_000,
}, async (t) => {
  const london = await startLondon(t);
  const { page: front, ran } = await openWatched(t, london.url);
  await untilLive(front);
  const { posted, refusals } = await postAll(london.editor);
  expect(posted.length).toBeGreaterThan(isWhole ? 600 : 15);
  expect(refusals).toBeGreaterThan(isWhole ? 300 : 3);
  await london.editor.posts({ headline: "The last one is plain", section: "uk" });
  await front.locator("h3", { hasText: "The last one is plain" }).first().waitFor({ state: "attached" });
  await untilLive(front);
  expect(await front.evaluate(ODDITIES)).toEqual([]);
  await front.goto(`${london.url}/section/uk`);
  expect(await front.evaluate(ODDITIES)).toEqual([]);

  const seen = new Set<string>();
  await front.goto(`${london.url}/latest`);
  for (;;) {
    expect(await front.evaluate(ODDITIES)).toEqual([]);
    for (const text of await front.locator("#headlines h3, .headlines h3").allTextContents()) seen.add(folded(text));
    const older = front.getByRole("link", { name: "Older headlines" });
    if ((await older.count()) === 0) break;
    await front.goto(new URL((await older.getAttribute("href")) ?? "", london.url).href);
  }
  expect(posted.map(({ headline }) => folded(headline)).filter((headline) => !seen.has(headline))).toEqual([]);

  for (const { path, headline } of posted.filter((_, i) => i % VISITED_ONE_IN === 0)) {
    await front.goto(`${london.url}${path}`);
    expect(await front.evaluate(ODDITIES), path).toEqual([]);
    expect(folded((await front.locator("h1").first().textContent()) ?? "")).toBe(folded(headline));
  }
  await untilLive(front);
  const bare = await openWatched(t, "about:blank");
  for (const [i, { path, headline }] of posted.entries()) {
    const { text } = await london.editor.ask("GET", path);
    const read = await bare.page.evaluate<Read>(`(${READ})(${JSON.stringify(text)})`);
    expect(read.odd, path).toEqual([]);
    expect(folded(read.headline)).toBe(folded(headline));
    if (i % RENDERED_ONE_IN > 0) continue;
    await bare.page.setContent(text, { waitUntil: "domcontentloaded" });
    expect(await bare.page.evaluate(ODDITIES), path).toEqual([]);
  }
  expect([...ran, ...bare.ran]).toEqual([]);
});

/** As a headline is kept: composed, and without the space around it; a page's own white space is one. */
function folded(text: string): string {
  return text.normalize("NFC").replaceAll(/\s+/g, " ").trim();
}
