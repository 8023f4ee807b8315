import { sql } from "kysely";
import { expect, test } from "vitest";
import { createMailboxKeys } from "../../core/mailing/mailbox-key.ts";
import { LETTERS_A_DAY } from "../../core/store/mailing/readers/sign-ups.ts";
import { readAddress } from "../../server/mailing/sign-up/read-address.ts";
import { eventually } from "../support/deadline.ts";
import { startMailing } from "../support/mail/mail-reader.ts";
import { sampleAddresses } from "../support/mail/sample-addresses.ts";

const addresses = sampleAddresses(process.env.LONDON_DAILY_DATA);
const INJECTING = ["\r\n", "\n", "\r"].flatMap((end) => [
  `kim@example.org${end}Bcc: ada@example.org`,
  `kim@example.org${end}${end}<h1>Hello</h1>`,
  `"x${end}Subject: Hello"@example.org`,
  `kim@example.org, ada@example.org`,
]);
const HEADERS = [
  ...["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"],
  "x-auto-response-suppress",
];

test("N1: whatever is typed for an address, a letter has one recipient and the headers that it always has", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  const typed = [...addresses.map(({ address }) => address), ...INJECTING];
  const statuses = await Promise.all(typed.map(async (address) => (await reader.signsUp(address)).status));
  expect(typed.filter((_, at) => statuses[at] === 202)).toEqual(
    addresses.filter(({ isGood }) => isGood).map(({ address }) => address),
  );

  await eventually("every letter sent or refused", async () => {
    const { rows } = await sql`
      select from sign_up union all select from letter where state in ('pending', 'sending')`.execute(london.store);
    return rows.length === 0 ? true : undefined;
  });
  const unsent = await sql<{ email: string; reason: string }>`
    select email, reason from letter l join subscriber s on s.id = l.subscriber_id where l.state <> 'sent'`.execute(
    london.store,
  );
  // Good addresses that this relay does not know how to read: it says so, and that is kept.
  const unread = unsent.rows.filter(
    ({ email, reason }) => (/^"|@\[/.test(email) || email.length > 253) && reason.includes("syntax"),
  );
  expect(unread).toEqual(unsent.rows);
  const odd = sink.letters.filter(({ email, recipients }) => {
    const names = email.headers.map(({ key }) => key).sort();
    return recipients.length !== 1 || names.join() !== HEADERS.join() || email.to?.length !== 1;
  });
  expect(odd.map(({ raw }) => raw.slice(0, 400))).toEqual([]);
  // By number: a relay spells a quoted name or a domain of another script in its own way.
  expect(sink.letters).toHaveLength(countAwaited(london.config.sessionSecret) - unread.length);
});

/** How many may get one: each address once, whatever its case, and of one mailbox's spellings the first few. */
function countAwaited(sessionSecret: string): number {
  const keys = createMailboxKeys({ sessionSecret });
  const counted = new Map<string, number>();
  const found = new Set<string>();
  for (const { address } of addresses.filter(({ isGood }) => isGood)) {
    const email = readAddress(address) ?? "";
    const mailbox = keys.limit(email).toString("hex");
    const count = counted.get(mailbox) ?? 0;
    if (found.has(email.toLowerCase()) || count >= LETTERS_A_DAY) continue;
    counted.set(mailbox, count + 1);
    found.add(email.toLowerCase());
  }
  return found.size;
}
