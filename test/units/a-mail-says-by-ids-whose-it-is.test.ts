import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { messageIdOf, oneClickHeaders, readMessageId } from "../../core/mailing/mail-headers.ts";
import { createMailboxKeys } from "../../core/mailing/mailbox-key.ts";
import { isTokenOf, preferencesUrl, readToken, tokenOf, unsubscribeUrl } from "../../core/mailing/reader-links.ts";

const keys = createMailboxKeys({ sessionSecret: "thirty-two characters at the least" });
const owner = { id: randomUUID(), secret: randomBytes(32) };

test("N4: a mailbox is known again by its keyed hash, and only under the paper's own key", () => {
  expect(keys.mailbox("Kim@example.org")).toEqual(keys.mailbox("kim@example.org"));
  expect(keys.mailbox("kim+a@example.org")).not.toEqual(keys.mailbox("kim@example.org"));
  const others = createMailboxKeys({ sessionSecret: "another secret of thirty-two letters" });
  expect(others.mailbox("kim@example.org")).not.toEqual(keys.mailbox("kim@example.org"));
});

test("N1: a hundred spellings of one mailbox are one when mails are counted", () => {
  const spellings = [
    "kim.wright@example.org",
    "KIMWRIGHT@example.org",
    "kim.wright+x@example.org",
    "k.i.mwright@example.org",
  ];
  expect(new Set(spellings.map((each) => keys.limit(each).toString("hex"))).size).toBe(1);
  expect(keys.limit("kim@example.org")).not.toEqual(keys.limit("kim@example.net"));
});

test("N4: a link leads where it was made for, for whom it was made, and nowhere once a letter of it is changed", () => {
  const [page, out] = [
    preferencesUrl("https://daily.example", owner),
    unsubscribeUrl("https://daily.example", owner, "the-week"),
  ];
  const [open, leave] = [page, out].map((url) => readToken(new URL(url).searchParams.get("token")));
  expect(open).toMatchObject({ subscriberId: owner.id, newsletter: null });
  expect(leave).toMatchObject({ subscriberId: owner.id, newsletter: "the-week" });
  expect([open, leave].map((claimed) => claimed && isTokenOf(owner, claimed))).toEqual([true, true]);
  expect(leave && isTokenOf({ secret: randomBytes(32) }, leave)).toBe(false);

  const token = tokenOf(owner, "the-week");
  const altered = [...token].map(
    (letter, at) => `${token.slice(0, at)}${letter === "a" ? "b" : "a"}${token.slice(at + 1)}`,
  );
  const good = [
    ...altered,
    tokenOf(owner, null).concat(".the-week"),
    token.replace(".the-week", ""),
    `${token} `,
    "",
    null,
  ]
    .map(readToken)
    .filter((claimed) => claimed !== null && claimed.subscriberId === owner.id && isTokenOf(owner, claimed));
  expect(good).toEqual([]);
});

test("N4: a mail's own name tells which it was and to whom, without an address", () => {
  const name = { mail: randomUUID(), subscriber: randomUUID() };
  const id = messageIdOf(name, "daily.example");
  expect(readMessageId(id)).toEqual(name);
  expect(readMessageId(id.slice(1, -1))).toEqual(name);
  expect(["<x@daily.example>", "", `${id}x`].map(readMessageId)).toEqual([null, null, null]);
  expect(oneClickHeaders("https://daily.example/u")).toEqual({
    "List-Unsubscribe": "<https://daily.example/u>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
});
