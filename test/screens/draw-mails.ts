import type { Browser } from "playwright-core";
import type { Email } from "postal-mime";
import { html } from "../../core/page/markup.ts";

const VIEWS = [
  { width: 600, colorScheme: "light" },
  { width: 390, colorScheme: "light" },
  { width: 600, colorScheme: "dark" },
  { width: 390, colorScheme: "dark" },
] as const;
const HEIGHT = 844;

/** A mail as HTML at two widths, light and dark, and as the plain text that comes with it. Images make no difference: it has none. */
export async function picturesOfMail(browser: Browser, mail: Email): Promise<Buffer[]> {
  const plain = html`<meta charset="utf-8"><style>pre { margin: 1rem; font: 12.5px/1.45 monospace; white-space: pre-wrap; overflow-wrap: anywhere }</style><pre>${mail.text}</pre>`;
  const pictures: Buffer[] = [];
  for (const view of VIEWS) pictures.push(await pictureOf(browser, mail.html ?? "", view));
  pictures.push(await pictureOf(browser, plain.toString(), { width: 600, colorScheme: "light" }));
  return pictures;
}

async function pictureOf(browser: Browser, markup: string, view: (typeof VIEWS)[number]): Promise<Buffer> {
  const { width, colorScheme } = view;
  const page = await browser.newPage({ viewport: { width, height: HEIGHT }, colorScheme });
  await page.setContent(markup);
  const picture = await page.screenshot();
  await page.close();
  return picture;
}
