import type { IssueReceipt, RecipientState } from "../../../core/news/newsletter.ts";
import type { Violation } from "../checker/history.ts";

/** What was observed of the sending of issues, from outside: at the sink, in the books, and by whoever shot. */
export interface MailHistory {
  /** Each mail that the sink began to get. `at`: when, in ms. `isWhole`: its final dot came. */
  mails: { at: number; issue: string; subscriber: string; isWhole: boolean; isRefused: boolean }[];
  /** The books, as they were read. */
  receipts: IssueReceipt[];
  /** For each sender that was killed, or slept past its lease: whose mails it had on the way. */
  kills: { inFlight: string[] }[];
  /** When the answer to an unsubscribe was there. */
  unsubscribes: { at: number; subscriber: string }[];
  /** How each recipient's row stands at the end. `again`: how often a person had it sent once more. */
  rows: { issue: string; subscriber: string; state: RecipientState; again?: number }[];
}

/** I12's. */
const LATE_MS = 2_000;

/** Everything that is wrong with it; nothing: the promise was kept. Pure. */
export function checkMails(history: MailHistory): Violation[] {
  return [...checkOnce(history), ...checkBooks(history), ...checkDoubts(history), ...checkUnsubscribes(history)];
}

const keyOf = ({ issue, subscriber }: { issue: string; subscriber: string }) => `${issue} ${subscriber}`;

/** At most one mail each, nobody missed, and the rows say what the sink saw. */
function checkOnce({ mails, rows }: MailHistory): Violation[] {
  const got = Map.groupBy(
    mails.filter(({ isWhole, isRefused }) => isWhole && !isRefused),
    keyOf,
  );
  const known = new Set(rows.map(keyOf));
  const strangers = [...got.keys()].filter((key) => !known.has(key)).map((key) => breach(`${key} is no recipient`));
  return [
    ...strangers,
    ...rows.flatMap((row) => {
      const times = got.get(keyOf(row))?.length ?? 0;
      const name = keyOf(row);
      if (times > 1 + (row.again ?? 0)) return [breach(`${name} got ${times} mails`)];
      if (row.state === "sent" && times === 0) return [breach(`${name} is sent, and got nothing`)];
      if (times > 0 && row.state !== "sent" && row.state !== "doubtful")
        return [breach(`${name} got a mail and is ${row.state}`)];
      const isLeft = row.state === "pending" || row.state === "claimed" || row.state === "sending";
      return isLeft ? [breach(`${name} was forgotten: it is ${row.state}`)] : [];
    }),
  ];
}

function checkBooks({ receipts }: MailHistory): Violation[] {
  return receipts.flatMap((receipt) => {
    const { recipients, pending, inFlight, sent, failed, suppressed, doubtful } = receipt;
    const sum = pending + inFlight + sent + failed + suppressed + doubtful;
    return sum === recipients ? [] : [breach(`the books say ${sum} of ${recipients}: ${JSON.stringify(receipt)}`)];
  });
}

/** Only what was on its way when something died may be in doubt. */
function checkDoubts({ rows, kills }: MailHistory): Violation[] {
  const onTheWay = new Set(kills.flatMap(({ inFlight }) => inFlight));
  return rows
    .filter(({ state, subscriber }) => state === "doubtful" && !onTheWay.has(subscriber))
    .map((row) => breach(`${keyOf(row)} is in doubt, and was on no way`));
}

function checkUnsubscribes({ mails, unsubscribes }: MailHistory): Violation[] {
  const leftAt = new Map(unsubscribes.map(({ subscriber, at }) => [subscriber, at]));
  return mails
    .filter(({ subscriber, at }) => at > (leftAt.get(subscriber) ?? Number.POSITIVE_INFINITY) + LATE_MS)
    .map((mail) => ({
      rule: "I12",
      detail: `${keyOf(mail)} was begun ${mail.at - (leftAt.get(mail.subscriber) ?? 0)} ms after`,
    }));
}

function breach(detail: string): Violation {
  return { rule: "I11", detail };
}
