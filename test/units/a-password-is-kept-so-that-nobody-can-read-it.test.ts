import { expect, test } from "vitest";
import { createPasswords, TooManyPasswords } from "../../server/people/passwords.ts";

test("D1: a password is kept as argon2id, never twice the same, and only itself is right", async () => {
  const passwords = createPasswords({ onWork: () => {} });
  const kept = await passwords.hash("four quiet words here");
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await passwords.hash("four quiet words here")).not.toBe(kept);
  expect(await passwords.verify(kept, "four quiet words here")).toBe(true);
  for (const wrong of ["four quiet words her", "Four quiet words here", "", "four quiet words here\u0000"]) {
    expect(await passwords.verify(kept, wrong), wrong).toBe(false);
  }
});

test("D1: one password typed on two keyboards is one password", async () => {
  const passwords = createPasswords({ onWork: () => {} });
  const kept = await passwords.hash("caf\u00e9 au lait chaud");
  expect(await passwords.verify(kept, "cafe\u0301 au lait chaud")).toBe(true);
});

test("D1: a crowd of passwords is turned away before it costs memory", async () => {
  let worked = 0;
  const passwords = createPasswords({ onWork: () => worked++ });
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, at) => passwords.hash(`password ${at}`)));
  const turnedAway = outcomes.filter(({ status }) => status === "rejected");
  expect(turnedAway.every((outcome) => "reason" in outcome && outcome.reason instanceof TooManyPasswords)).toBe(true);
  expect(turnedAway.length).toBeGreaterThanOrEqual(8);
  expect(worked).toBe(60 - turnedAway.length);
  expect(await passwords.hash("afterwards")).toContain("argon2id");
});
