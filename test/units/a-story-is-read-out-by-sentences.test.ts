import { expect, test } from "vitest";
import { minutesAndSeconds, sentenceAt, sentencesOf } from "../../client/paper/listen/sentences.ts";

test("R10: paragraphs are cut into sentences, quotations and figures kept whole", () => {
  const texts = sentencesOf(["Rates held", "The vote was 6.5 to 3. ‘We wait,’ he said. “Not now.” It rained."]).map(
    ({ text }) => text,
  );
  expect(texts).toEqual(["Rates held", "The vote was 6.5 to 3.", "‘We wait,’ he said.", "“Not now.”", "It rained."]);
});

test("R10: a sentence without an end is cut at a comma, so that no voice gives up on it", () => {
  const endless = `${"and so it went on and on, ".repeat(30)}until it stopped.`;
  const sentences = sentencesOf([endless]);
  expect(Math.max(...sentences.map(({ text }) => text.length))).toBeLessThan(240);
  expect(sentences.map(({ text }) => text).join(" ")).toBe(endless);
});

test("R10: every moment belongs to a sentence", () => {
  const sentences = sentencesOf(["One. Two. Three."]);
  expect(sentences.map(({ startMs }) => sentenceAt(sentences, startMs))).toEqual([0, 1, 2]);
  expect(sentenceAt(sentences, 1e9)).toBe(2);
  expect(sentences[1]?.startMs).toBe(sentences[0]?.lengthMs);
  expect([0, 61_000, 161_400].map(minutesAndSeconds)).toEqual(["0:00", "1:01", "2:41"]);
});
