import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { openDesk, publish } from "../support/browser/newsroom-page.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson } from "../support/people/people.ts";

const browser = useBrowser();

test("D7: who comes second to a text sees who writes it, follows along, and may take it over", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await openDesk(t, browser, { url: london.url, person: await aPerson(london, { name: "Mary Okafor" }) });
  const alex = await openDesk(t, browser, { url: london.url, person: await aPerson(london, { name: "Alex Reed" }) });
  await mary.getByLabel("Headline").fill("Written by two");
  await mary.getByText("Kept on the server").waitFor();
  await alex.locator(".stories .item", { hasText: "Written by two" }).click();
  await alex.getByText("Mary Okafor is writing here.").waitFor();
  expect(await alex.getByLabel("Headline").isDisabled()).toBe(true);

  await alex.getByRole("button", { name: "Take over" }).click();
  await mary.getByText("Alex Reed is writing here.").waitFor();
  await alex.getByLabel("Standfirst").fill("The second one adds this.");
  await eventually("the first sees it", async () =>
    (await mary.getByLabel("Standfirst").inputValue()) === "The second one adds this." ? true : undefined,
  );
});

test("D7: two who write one draft without knowing of each other are shown both texts, and neither is lost", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await openDesk(t, browser, { url: london.url, person: await aPerson(london, { name: "Mary Okafor" }) });
  await mary.getByLabel("Headline").fill("One draft");
  await mary.getByText("Kept on the server").waitFor();
  const { id } = await london.store.selectFrom("draft").select("id").executeTakeFirstOrThrow();
  const alex = await aPerson(london, { name: "Alex Reed" });
  const { version, state, fields } = (await alex.ask("GET", `/v1/desk/drafts/${id}`)).json as {
    version: number;
    state: string;
    fields: object;
  };
  const theirs = { ...fields, headline: "One draft, by Alex" };
  expect((await alex.ask("PUT", `/v1/desk/drafts/${id}`, { version: version + 1, state, fields: theirs })).status).toBe(
    200,
  );

  await mary.getByLabel("Headline").fill("One draft, by Mary");
  const dialog = mary.getByRole("dialog", { name: "Two of you have written this" });
  await dialog.getByText("One draft, by Alex").waitFor();
  await dialog.getByText("One draft, by Mary").waitFor();
  await dialog.getByRole("button", { name: /^Keep both/ }).click();
  await mary.getByText("Kept on the server").waitFor();
  const kept = await london.store.selectFrom("draft").select("fields").execute();
  expect(kept.map((row) => row.fields.headline).sort()).toEqual(["One draft, by Alex", "One draft, by Mary"]);
});

test("D7: a correction of a story that somebody else has changed is not sent over it; both texts are shown", async (t) => {
  const london = await startLondon(t);
  const story = await london.editor.posts(aStory({ headline: "As it was first" }));
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.locator(".stories .item", { hasText: "As it was first" }).click();
  await page.getByRole("button", { name: "Update…" }).click();
  await page.getByLabel("Headline").fill("As I would have it");
  await london.editor.revises(story.id, { rev: 2, kind: "update", headline: "As others have it" });
  await publish(page);
  const dialog = page.getByRole("dialog", { name: "Somebody was faster" });
  await dialog.getByText("As others have it").waitFor();
  await dialog.getByText("As I would have it").waitFor();
  expect(((await london.editor.ask("GET", `/v1/stories/${story.id}`)).json as { headline: string }).headline).toBe(
    "As others have it",
  );
  await dialog.getByRole("button", { name: "Put mine after it" }).click();
  await publish(page);
  await eventually("the third revision", async () => {
    const { json } = await london.editor.ask("GET", `/v1/stories/${story.id}`);
    return (json as { headline: string }).headline === "As I would have it" || undefined;
  });
});

test("D8: an alert like another is shown while it is typed, refused when it is sent, and goes out if it is meant", async (t) => {
  const london = await startLondon(t);
  await london.editor.posts(aStory({ headline: "Tube strike is off after a late deal", urgency: "breaking" }));
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.getByLabel("Headline").fill("Tube strike off after a late deal");
  await page.locator(".similar", { hasText: "Tube strike is off after a late deal" }).waitFor();
  await page.getByRole("radio", { name: "Breaking" }).check();
  await publish(page);
  await page.getByRole("dialog", { name: "This was alerted a moment ago" }).waitFor();
  await page.getByRole("button", { name: "Send all the same" }).click();
  await page.getByText("leaves in").waitFor();
  const stories = await london.store.selectFrom("story").select("status").execute();
  expect(stories.length).toBe(2);
});
