import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../../deploy/local/chromium.ts";
import { loadAssets } from "../../server/http/answers/assets.ts";
import { drawUnavailable } from "../../server/paper/lost-pages.ts";
import { picturesOfMail } from "./draw-mails.ts";
import { drawSheet } from "./draw-sheet.ts";
import { openSite, type Site } from "./open-site.ts";
import { DESK, MAILS, type MailShown, NEWSLETTERS, PAPER, type Screen } from "./screen-list.ts";
import { tidyDesk } from "./story-acts.ts";

/*
 * `npm run screens`: every page of the paper and of the desk, at 1280 and 390 pixels, light and dark, as docs/screens.md
 * and its pictures. `npm run screens -- front desk-compose` takes only these anew.
 */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PICTURES = join(ROOT, "docs/screens");
const LARGE = { width: 1280, height: 960 };
const PHONE = { width: 390, height: 844 };
const VIEWS = [
  { viewport: LARGE, colorScheme: "light" },
  { viewport: PHONE, colorScheme: "light" },
  { viewport: LARGE, colorScheme: "dark" },
  { viewport: PHONE, colorScheme: "dark" },
] as const;

const HERE = { locale: "en-GB", timezoneId: "Europe/London" };

const wanted = process.argv.slice(2);
const isWanted = ({ name }: { name: string }): boolean => wanted.length === 0 || wanted.includes(name);

const searchPath = process.env.PATH ?? "";
const executablePath = await findChromium({ chromiumPath: process.env.CHROMIUM_PATH, searchPath, report: console.log });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const site = await openSite(ROOT, browser);
try {
  if (wanted.length === 0) await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  const reader = await browser.newPage(); // somebody must be there for a receipt to tell of
  await reader.goto(site.url);
  for (const screen of [...PAPER, ...NEWSLETTERS, ...DESK].filter(isWanted)) {
    await keep(screen.name, await picturesOf(browser, site, screen));
  }
  for (const { name, mail } of MAILS.filter(isWanted)) {
    const kept = site.mails[mail];
    if (!kept) throw new Error(`there is no mail "${mail}"`);
    await keep(name, await picturesOfMail(browser, kept));
  }
  await writeFile(join(ROOT, "docs/screens.md"), album());
} finally {
  await browser.close();
  await site.close();
}

async function keep(name: string, pictures: Buffer[]): Promise<void> {
  const sheet = await drawSheet(browser, pictures);
  await writeFile(join(PICTURES, `${name}.webp`), sheet);
  console.log(`${name}.webp  ${Math.round(sheet.length / 1024)} kB`);
}

async function picturesOf(browser: Browser, site: Site, screen: Screen): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  for (const [turn, view] of VIEWS.entries()) {
    const isInside = screen.at.startsWith("/desk") && !screen.at.includes("sign-in");
    const context = await browser.newContext({ ...view, ...HERE, ...(isInside && { storageState: site.signedIn }) });
    const page = await context.newPage();
    await page.route("**/unavailable", async (route) =>
      route.fulfill({ status: 503, contentType: "text/html; charset=utf-8", body: await unavailable() }),
    );
    const place = site.places[screen.at] ?? screen.at;
    await page.goto(new URL(place, site.url).href, { waitUntil: "networkidle" });
    await screen.act?.(page, turn);
    await page.evaluate(() => document.fonts.ready);
    pictures.push(await page.screenshot({ animations: "disabled" }));
    if (screen.act) await tidyDesk(page);
    await context.close();
  }
  return pictures;
}

/** What a server says when its database is away, drawn by its own template. */
async function unavailable(): Promise<string> {
  const assets = await loadAssets();
  const sections = ["UK", "World", "Business", "Politics", "Technology", "Science", "Health", "Sport", "Culture"];
  return drawUnavailable(
    {
      assets,
      site: {
        ...{ name: "London Daily", tagline: "Focus on the big picture.", publicUrl: site.url },
        ...{ timeZone: "Europe/London", sections: sections.map((name) => ({ name, slug: name.toLowerCase() })) },
      },
    },
    Date.now(),
  ).html;
}

function album(): string {
  const row = ({ name, title }: Screen | MailShown) => `### ${title}\n\n![${title}](screens/${name}.webp)\n`;
  return `# The screens

Every page at 1280 and at 390 pixels, light and dark, with the sample edition: made by \`npm run screens\`, from
[a list](../test/screens/screen-list.ts) to which a line adds a page.

## The paper

${PAPER.map(row).join("\n")}
## Newsletters

${NEWSLETTERS.map(row).join("\n")}
## Mails

At 600 and at 390 pixels, light and dark, and as plain text. They have no images, so leaving images off changes nothing.

${MAILS.map(row).join("\n")}
## The desk

${DESK.map(row).join("\n")}`;
}
