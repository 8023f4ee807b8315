import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import { untilLive, useBrowser } from "../support/browser/browser.ts";
import { giveVoice, type Voice } from "../support/browser/voice.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, type Editor } from "../support/people/editor.ts";
import { aRecording } from "../support/voice/recording.ts";

const { open } = useBrowser();

test("R10: a reading goes on under live updates, is sought by keyboard, and takes another speed", async (t) => {
  const { editor, url } = await startLondon(t);
  const lead = await aLead(editor);
  const { page, voice } = await openVoiced(await open(t, "about:blank"), url);
  await page.getByRole("button", { name: "Listen", exact: true }).click();
  await hasSaid(voice, ["The lead"]);
  await voice.finish();
  await hasSaid(voice, ["The lead", "One."]);
  await editor.revises(lead.id, { rev: 2, kind: "update", headline: "Another headline", body: "All different." });
  await editor.posts(aStory({ headline: "Another lead", lead: true }));
  await page
    .getByRole("button", { name: "A new lead story" })
    .or(page.locator("#lead").getByText("Another lead"))
    .first()
    .waitFor();
  await voice.finish();
  await hasSaid(voice, ["The lead", "One.", "Two."]);

  const player = page.getByRole("region", { name: "Listen to this article" });
  await player.getByRole("button", { name: /Speed/ }).click();
  expect(await player.locator("[data-speed]").innerText()).toBe("1.25×");
  await player.getByRole("slider").press("End");
  await eventually("the last sentence", async () => (await voice.said()).at(-1) === "Nine." || undefined);
  await player.getByRole("button", { name: "Pause" }).click();
  expect(await voice.isSpeaking()).toBe(false);
  expect(await page.evaluate(() => navigator.mediaSession.metadata?.title)).toBe("The lead");
  expect(await page.evaluate(() => navigator.mediaSession.playbackState)).toBe("paused");
  await page.keyboard.press("Escape");
  expect(await player.isVisible()).toBe(false);
  expect(await page.evaluate(() => navigator.mediaSession.metadata)).toBeNull();
});

test("R10, R11: one tab speaks, the one where play was pressed last, and one that hangs silences nobody", async (t) => {
  const { editor, url } = await startLondon(t);
  await aLead(editor);
  const first = await openVoiced(await open(t, "about:blank"), url);
  const second = await openVoiced(await first.page.context().newPage(), url);
  await first.page.getByRole("button", { name: "Listen", exact: true }).click();
  await hasSaid(first.voice, ["The lead"]);
  await second.page.getByRole("button", { name: "Listen", exact: true }).click();
  await hasSaid(second.voice, ["The lead"]);
  await first.page.locator("#player").getByText("Another tab is speaking.").waitFor();
  expect([await first.voice.isSpeaking(), await second.voice.isSpeaking()]).toEqual([false, true]);

  await second.page.evaluate(() => addEventListener("storage", (event) => event.stopImmediatePropagation(), true)); // as one that is frozen: it is told nothing
  await first.page.getByRole("button", { name: "Play" }).click();
  expect(await first.voice.isSpeaking()).toBe(true);
  await second.voice.finish(); // it wakes, and asks before it goes on
  expect([await first.voice.isSpeaking(), await second.voice.isSpeaking()]).toEqual([true, false]);
});

test("R10: who listens live hears new headlines in their order, what was put right before them, and nothing that was taken back", async (t) => {
  const { editor, url } = await startLondon(t);
  const old = await editor.posts(aStory({ headline: "An old story", section: "uk" }));
  const { page, voice } = await openVoiced(await open(t, "about:blank"), url);
  await page.getByRole("button", { name: "Listen live" }).click();
  await page.getByText("Listening for the next headline.").waitFor();
  await editor.posts(aStory({ headline: "First", section: "sport" }));
  await hasSaid(voice, ["Sport. First."]);
  await editor.posts(aStory({ headline: "Second", section: "world" }));
  const gone = await editor.posts(aStory({ headline: "Third" }));
  await editor.retracts(gone.id, { rev: 2, note: "Not so." });
  await editor.posts(aStory({ headline: "Fourth", urgency: "breaking" }));
  await editor.revises(old.id, { rev: 2, kind: "correction", note: "A name was wrong." });
  await page.locator(`article[data-story="${old.id}"][data-rev="2"]`).first().waitFor();
  for (let finished = 0; finished < 4; finished++) await voice.finish();
  expect(await voice.said()).toEqual([
    "Sport. First.",
    "Correction. An old story. A name was wrong.",
    "World. Second.",
    "Breaking. Fourth.",
  ]);
  await page.getByText("Listening for the next headline.").waitFor();
});

test("R10: a recording is played, sought and paused where there is one; without it the device reads", async (t) => {
  const { editor, url } = await startLondon(t);
  await aLead(editor);
  const { page, voice } = await openVoiced(await open(t, "about:blank"), url);
  await page.route("**/audio/there.ogg", (route) => serveRange(route, aRecording(30)));
  const offer = (address: string) =>
    page
      .locator(".lead")
      .evaluate((lead, audio) => Object.assign(lead.dataset, { audio, audioSeconds: "30" }), address);
  await offer("/audio/there.ogg");
  await page.getByRole("button", { name: "Listen", exact: true }).click();
  const player = page.getByRole("region", { name: "Listen to this article" });
  await player.getByText("/ 0:30").waitFor();
  await eventually("it runs", async () => (await player.locator("[data-elapsed]").innerText()) !== "0:00" || undefined);
  await player.getByRole("button", { name: "Pause" }).click();
  await player.getByRole("slider").fill("12000");
  await player.getByText("0:12 / 0:30").waitFor();
  expect(await voice.said()).toEqual([]);

  await offer("/audio/nowhere.ogg");
  await page.getByRole("button", { name: "Listen", exact: true }).click();
  await hasSaid(voice, ["The lead"]);
});

function aLead(editor: Editor) {
  const body = "One. Two. Three. Four. Five. Six. Seven. Eight. Nine.";
  return editor.posts(aStory({ headline: "The lead", body, lead: true }));
}

/** As a server does that can be asked for a part: without it nothing can be sought. */
async function serveRange(route: Route, file: Buffer): Promise<void> {
  const [, from = "0"] = /bytes=(\d+)-/.exec(route.request().headers().range ?? "") ?? [];
  const headers = { "Accept-Ranges": "bytes", "Content-Range": `bytes ${from}-${file.length - 1}/${file.length}` };
  await route.fulfill({ status: 206, headers, contentType: "audio/wav", body: file.subarray(Number(from)) });
}

async function openVoiced(page: Page, url: string): Promise<{ page: Page; voice: Voice }> {
  const voice = await giveVoice(page);
  await page.goto(url);
  await untilLive(page);
  return { page, voice };
}

async function hasSaid(voice: Voice, texts: string[]): Promise<void> {
  await eventually(`said: ${texts.join(" ")}`, async () => (await voice.said()).join() === texts.join() || undefined);
}
