import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { makeFirstRunLink } from "../../core/store/people/join.ts";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { DEADLINE_MS } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { codeOf, PASSWORD } from "../support/people/visitor.ts";

const { open } = useBrowser();

test("D1: from the first link to the audit log, on a phone in the dark and at a desk in the light, axe finding nothing", async (t) => {
  const london = await startLondon(t);
  const secret = await makeFirstRunLink(london.store);
  const page = await open(t, `${london.url}/desk/join?link=${secret}`, { ...PHONE, colorScheme: "dark" });
  await page.getByLabel("Your name").fill("Ada Admin");
  await page.getByLabel("E-mail address").fill("ada@london.example");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("The same once more").fill("something else");
  await press(page, "Continue");
  expect(await page.getByRole("alert").innerText()).toBe("The two passwords are not the same.");
  await isFine(page, "Set up the desk");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("The same once more").fill(PASSWORD);
  await press(page, "Continue");

  await isFine(page, "Set up your second factor");
  const qr = await page.getByRole("img", { name: "The key for your authenticator" }).boundingBox();
  expect(qr?.width).toBeGreaterThan(180);
  expect(qr?.width).toBe(qr?.height);
  const key = (await page.locator("code.key").innerText()).replaceAll(" ", "");
  await page.goto(`${london.url}/desk/people`);
  await reaches(page, "Set up your second factor"); // nothing else is open before
  await page.getByLabel("Type the six digits").fill(codeOf(key));
  await press(page, "Confirm");
  await isFine(page, "Your recovery codes");
  expect(await page.locator(".codes li").count()).toBe(10);

  await page.goto(`${london.url}/desk/account`);
  await page.getByLabel("What it is for").fill("Import of the agency’s wire");
  await page.getByRole("checkbox", { name: /^draft/ }).check();
  await press(page, "Make a token");
  await isFine(page, "Your account");
  expect(await page.locator("code.key").innerText()).toMatch(/^london_[\w-]{43}$/);
  await page.goto(`${london.url}/desk/second-factor`);
  await isFine(page, "Your second factor");

  await page.getByRole("link", { name: "People" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Kim Reporter");
  await page.getByLabel("E-mail address").fill("kim@london.example");
  await press(page, "Make the link");
  await isFine(page, "People");
  expect(await page.locator("code.key").innerText()).toContain("/desk/join?link=");
  await page.getByRole("combobox", { name: "Role of Kim Reporter" }).selectOption("editor");
  await press(page, "Change the role of Kim Reporter");
  await page.getByText("The role is changed").waitFor();

  await page.getByRole("link", { name: "Webhooks" }).click();
  await isFine(page, "Webhooks");
  await page.getByLabel("What it is for").fill("The partner’s website, which has a long name and a longer address");
  await page.getByLabel("Address").fill(`https://192.168.0.1/${"a-long-way/".repeat(12)}`);
  await page.getByRole("checkbox", { name: "UK" }).check();
  await press(page, "Make it");
  await page.getByText("is the secret of").waitFor();
  await isFine(page, "Webhooks");

  await london.editor.posts(aStory());
  await expect.poll(() => failing(page, london.url), { timeout: DEADLINE_MS }).toContain("a private one");
  await isFine(page, "Webhooks");
  await page.getByRole("link", { name: "Audit log" }).click();
  await isFine(page, "Audit log");
  await page.getByLabel("What").selectOption("stories");
  await press(page, "Show");
  expect(await page.locator("tbody tr").count()).toBe(1);
  await press(page, "Sign out");
  await reaches(page, "Sign in to the desk");
  await page.goto(`${london.url}/desk/audit-log`);
  await signInByKeyboard(page, "ada@london.example", PASSWORD, codeOf(key, 1));
  await reaches(page, "Audit log");
  expect(new URL(page.url()).pathname).toBe("/desk/audit-log");
});

/** From the first field on, as somebody without a mouse does. */
async function signInByKeyboard(page: Page, email: string, password: string, code: string): Promise<void> {
  await types(page, "email", email);
  await page.keyboard.press("Tab");
  await types(page, "password", "a wrong password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await isFine(page, "Sign in to the desk");
  await types(page, "password", password);
  await page.keyboard.press("Enter");
  await isFine(page, "Your second factor");
  await types(page, "code", code);
  await page.keyboard.press("Enter");
}

/** Once the caret stands there: a page gives its first field the focus when it is painted, which may be after it has loaded. */
async function types(page: Page, field: string, text: string): Promise<void> {
  await page.locator(`#${field}:focus`).waitFor();
  await page.keyboard.type(text);
}

/** What stands in the first row, asked anew. */
async function failing(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/desk/webhooks`);
  return page.locator("tbody tr").first().innerText();
}

function press(page: Page, button: string): Promise<void> {
  return page.getByRole("button", { name: button, exact: true }).click();
}

function reaches(page: Page, heading: string): Promise<void> {
  return page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
}

const AT_A_DESK = { width: 1280, height: 900 };
/** Whose tables look different on a phone. */
const WITH_TABLES = ["Your account", "People", "Webhooks", "Audit log"];

/** The page with this heading, without a finding, nothing wider than the screen, no script and no script needed. */
async function isFine(page: Page, heading: string): Promise<void> {
  await reaches(page, heading);
  expect([heading, await faultsOf(page)]).toEqual([heading, []]);
  if (!WITH_TABLES.includes(heading)) return;
  const phone = page.viewportSize();
  await page.setViewportSize(AT_A_DESK);
  await page.emulateMedia({ colorScheme: "light" });
  expect([heading, await faultsOf(page)]).toEqual([heading, []]);
  await page.setViewportSize(phone ?? AT_A_DESK);
  await page.emulateMedia({ colorScheme: "dark" });
}

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const [wide = 0, screen = 0, scripts = 0, fonts = 0] = await page.evaluate(() => [
    ...[document.documentElement.scrollWidth, innerWidth, document.scripts.length],
    document.querySelectorAll("link[rel=preload][as=font]").length,
  ]);
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    ...(wide > screen ? [`wider than ${screen}: ${wide}`] : []),
    ...(scripts > 0 ? ["a script"] : []),
    ...(fonts < 2 ? ["its fonts come too late to be shown"] : []),
  ];
}
