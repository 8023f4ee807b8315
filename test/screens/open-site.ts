import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { connectStore } from "../../core/store/connect.ts";
import { freePort } from "../../deploy/local/process/free-port.ts";
import { eventually, within } from "../support/deadline.ts";
import { ASKS_HERE } from "../support/others/agency.ts";
import { type Editor, editorAt } from "../support/people/editor.ts";
import { codeOf, PASSWORD } from "../support/people/visitor.ts";
import { type Mails, makeReaders, makeSource } from "./make-readers.ts";

/** The paper with its sample edition, as `npm start` brings it up, and somebody who is signed in at its desk. */
export interface Site {
  url: string;
  /** Addresses that are no route of their own, by the name that a screen calls them. */
  places: Record<string, string>;
  mails: Mails;
  signedIn: NonNullable<BrowserContextOptions["storageState"]>;
  close(): Promise<void>;
}

const READY_WITHIN_MS = 120_000;

export async function openSite(root: string, browser: Browser): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "london-screens-"));
  const url = `http://localhost:${await freePort()}`;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: folder, PORT: new URL(url).port };
  const child = spawn(process.execPath, [join(root, "deploy/local/start.ts")], {
    ...{
      cwd: root,
      env: { ...env, METRICS_PORT: "0", CANARY: "on", ...ASKS_HERE },
      stdio: ["ignore", "pipe", "inherit"],
    },
  });
  try {
    return await fill({ url, folder, browser, child });
  } catch (fault) {
    child.kill("SIGTERM"); // nobody else would
    throw fault;
  }
}

interface FillParts {
  url: string;
  folder: string;
  browser: Browser;
  child: ChildProcess;
}

async function fill({ url, folder, browser, child }: FillParts): Promise<Site> {
  const link = await firstRunLink(child);
  const token = (await readFile(join(folder, "editor-token"), "utf8")).trim();
  const { databaseUrl } = JSON.parse(await readFile(join(folder, "running.json"), "utf8")) as { databaseUrl: string };
  const store = connectStore({ databaseUrl, poolSize: 1, name: "london-screens" });
  const editor = editorAt(url, token);
  const places = await makePlaces(editor);
  const readers = await makeReaders({ url, outbox: join(folder, "outbox"), editor, store });
  const agency = await makeSource(store);
  return {
    url,
    ...{ places: { ...places, ...readers.places }, mails: readers.mails },
    signedIn: await joinTheDesk(browser, link),
    close: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      agency.close();
      await store.destroy();
      child.kill("SIGTERM");
      await within("the paper's end", gone);
      await rm(folder, { recursive: true });
    },
  };
}

async function firstRunLink(child: ChildProcess): Promise<string> {
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return eventually(
    "the paper's first words",
    () => {
      if (child.exitCode !== null) throw new Error(`the paper did not come up:\n${said}`);
      return /http\S+\/desk\/join\?link=\S+/.exec(said)?.[0];
    },
    READY_WITHIN_MS,
  );
}

/** A story that was corrected, and one that was taken back. */
async function makePlaces(editor: Editor): Promise<Record<string, string>> {
  const corrected = await editor.posts({
    headline: "Nine rowers pulled from the Thames at Putney",
    standfirst: "All of them are well; the boat is not.",
    body: "Nine rowers were pulled from the river on Thursday morning after their boat filled with water.\n\nThe harbour master said that the stream was stronger than forecast.",
    ...{ section: "uk", byline: "Tom Adeyemi" },
  });
  await editor.revises(corrected.id, {
    ...{ rev: 2, kind: "correction", note: "There were eight rowers and a cox, not nine rowers." },
    ...{ headline: "Eight rowers and a cox pulled from the Thames at Putney" },
    body: "Eight rowers and a cox were pulled from the river on Thursday morning after their boat filled with water.\n\nThe harbour master said that the stream was stronger than forecast.",
  });
  const back = await editor.posts({ headline: "Bridge to close for a year", section: "uk" });
  await editor.retracts(back.id, { rev: 2, note: "The bridge stays open. We had read an old plan for a new one." });
  return { corrected: corrected.url, "taken back": back.url };
}

/** Through the pages, as the first admin of a paper does. */
async function joinTheDesk(browser: Browser, link: string): Promise<Site["signedIn"]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Your name").fill("Mary Okafor");
  await page.getByLabel("E-mail address").fill("mary@london.example");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("The same once more").fill(PASSWORD);
  await page.getByRole("button", { name: "Continue" }).click();
  const key = (await page.locator("code.key").innerText()).replaceAll(" ", "");
  await page.getByLabel("Type the six digits").fill(codeOf(key));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}
