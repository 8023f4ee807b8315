import { describe, expect, test } from "vitest";
import { checkMails, type MailHistory } from "./mail/mail-history.ts";

const AT = 1_790_000_000_000;
const books = { recipients: 3, pending: 0, inFlight: 0, sent: 2, failed: 0, suppressed: 0, doubtful: 1 };
const mail = (subscriber: string, more: Partial<MailHistory["mails"][number]> = {}) => ({
  ...{ at: AT, issue: "i", subscriber, isWhole: true, isRefused: false },
  ...more,
});
const row = (subscriber: string, state: MailHistory["rows"][number]["state"], more: object = {}) => ({
  ...{ issue: "i", subscriber, state },
  ...more,
});

/** Two got it, one was on the way when its sender was killed, and one left in time. */
function clean(): MailHistory {
  return {
    mails: [mail("a"), mail("b"), mail("c", { isWhole: false })],
    receipts: [books],
    kills: [{ inFlight: ["c"] }],
    unsubscribes: [{ at: AT + 60_000, subscriber: "b" }],
    rows: [row("a", "sent"), row("b", "sent"), row("c", "doubtful"), row("d", "suppressed")],
  };
}

const CLEAN: [what: string, write: (history: MailHistory) => void][] = [
  [
    "nothing happened",
    (history) => Object.assign(history, { mails: [], receipts: [], kills: [], unsubscribes: [], rows: [] }),
  ],
  ["two got it and one is in doubt", () => {}],
  ["a mail that was refused for now, and then taken", ({ mails }) => mails.push(mail("a", { isRefused: true }))],
  ["a mail that was cut, and sent again", ({ mails }) => mails.push(mail("a", { isWhole: false }))],
  ["who is in doubt got it", ({ mails }) => mails.push(mail("c"))],
  [
    "a person had it sent once more",
    ({ mails, rows }) => {
      mails.push(mail("c"), mail("c"));
      rows[2] = row("c", "sent", { again: 1 });
    },
  ],
  ["a mail that began 1.9 s after", ({ unsubscribes }) => unsubscribes.push({ at: AT - 1_900, subscriber: "a" })],
];

const BREACHES: [rule: string, what: string, write: (history: MailHistory) => void][] = [
  ["I11", "two mails to one", ({ mails }) => mails.push(mail("a"))],
  ["I11", "two mails to one who is in doubt", ({ mails }) => mails.push(mail("c"), mail("c"))],
  ["I11", "somebody who is forgotten", ({ rows }) => rows.push(row("e", "pending"))],
  ["I11", "somebody who is never let go of", ({ rows }) => rows.push(row("e", "sending"))],
  ["I11", "a mail that is sent, and that nobody got", ({ rows }) => rows.push(row("e", "sent"))],
  ["I11", "a mail to nobody in the rows", ({ mails }) => mails.push(mail("z"))],
  ["I11", "a mail to who is suppressed", ({ mails }) => mails.push(mail("d"))],
  ["I11", "books that do not add up", ({ receipts }) => receipts.push({ ...books, sent: 3 })],
  ["I11", "somebody in doubt without a kill", ({ kills }) => kills.splice(0)],
  ["I11", "more in doubt than were on the way", ({ rows }) => rows.push(row("e", "doubtful"))],
  [
    "I12",
    "a mail that began 2.1 s after",
    ({ unsubscribes }) => unsubscribes.push({ at: AT - 2_100, subscriber: "a" }),
  ],
  [
    "I12",
    "a mail that began late and was cut",
    ({ unsubscribes }) => unsubscribes.push({ at: AT - 9_000, subscriber: "c" }),
  ],
];

describe("I11: the checker of mails finds", () => {
  test.each(CLEAN)("I11: nothing in what is right: %s", (_, write) => {
    const history = clean();
    write(history);
    expect(checkMails(history)).toEqual([]);
  });
  test.each(BREACHES.filter(([rule]) => rule === "I11"))("I11: %s, %s", (...breach) => isFound(breach));
  test.each(BREACHES.filter(([rule]) => rule === "I12"))("I12: %s, %s", (...breach) => isFound(breach));
});

function isFound([rule, , write]: (typeof BREACHES)[number]): void {
  const history = clean();
  write(history);
  expect([...new Set(checkMails(history).map((found) => found.rule))]).toEqual([rule]);
}
