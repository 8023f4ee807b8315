import fc from "fast-check";
import { expect, test } from "vitest";
import { spokenText } from "../../workers/narration/narrate-story.ts";
import { oggSeconds } from "../../workers/narration/ogg-seconds.ts";
import { oggOfSeconds } from "../support/voice/ogg.ts";

test("R10: a sound's length is read from its last page, less what is dropped at the beginning", () => {
  expect(oggSeconds(oggOfSeconds(12.5))).toBe(12.5);
  expect(oggSeconds(oggOfSeconds(1_800))).toBe(1_800);
});

test("R10: what is no sound has no length", () => {
  for (const bytes of ["", "OggS", "RIFF....WAVE", "OggSOpusHead"]) expect(oggSeconds(Buffer.from(bytes))).toBeNull();
  expect(oggSeconds(oggOfSeconds(0))).toBeNull();
  fc.assert(
    fc.property(fc.nat({ max: 80 }), (length) => {
      oggSeconds(oggOfSeconds(1).subarray(0, length)); // cut anywhere: never a throw
    }),
  );
});

test("R10: what is read out is the words, each paragraph ended", () => {
  const body = "First *one*\n\n## A heading\n\n- an item\n- another!\n\n“Said so.”\n\n<b>\u0007x\u202e</b>";
  expect(spokenText({ headline: "Tube strike off", standfirst: "", body }).split("\n\n")).toEqual([
    ...["Tube strike off.", "First one.", "A heading.", "an item.", "another!", "“Said so.”", "<b> x </b>."],
  ]);
});
