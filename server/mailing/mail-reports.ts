import { createHmac, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import type { Counter } from "prom-client";
import { readMessageId } from "../../core/mailing/mail-headers.ts";
import type { MailboxKeys } from "../../core/mailing/mailbox-key.ts";
import type { Store } from "../../core/store/connect.ts";
import { suppressMailbox, suppressSubscriber } from "../../core/store/mailing/readers/suppress.ts";
import { takeReport } from "../../core/store/mailing/take-report.ts";
import { anyone } from "../http/answers/answer.ts";
import { fieldErrors, invalid, isProblem, type Problem, problem } from "../http/answers/problem.ts";
import { MAX_REQUEST_BYTES, parseJson, readBytes } from "../http/body.ts";
import { type MailReport, mailReports } from "./call-bodies.ts";
import { readAddress } from "./sign-up/read-address.ts";

/*
 * What a mail service reports: mails that came back, and readers who called them spam. Signed as Standard Webhooks say:
 * `webhook-signature: v1,` and the base64 of HMAC-SHA-256 over "id.timestamp.body", with MAIL_WEBHOOK_SECRET as it is
 * written. A signature is good for five minutes, and an id counts once, so a report that is sent again, by whomever,
 * changes nothing. A service that signs otherwise gets a few lines in front that translate.
 */

export interface MailReportParts {
  store: Store;
  clock: { now(): number };
  keys: MailboxKeys;
  /** Null: nothing is reported here. */
  webhookSecret: string | null;
  reported: Counter<"kind">;
}

const GOOD_FOR_S = 5 * 60;
/** `POST /v1/mail/events` `{events: [{kind, messageId?, email?}]}` */
export function takeMailReports(parts: MailReportParts): RequestHandler {
  return anyone(async ({ request, patience }) => {
    if (parts.webhookSecret === null) return problem("not-found", "This paper takes no reports of mails.");
    const bytes = await readBytes(request, MAX_REQUEST_BYTES).catch(() => null);
    if (bytes === null) return problem("too-large", `The body has more than ${MAX_REQUEST_BYTES} bytes.`);
    const refused = refuseUnsigned(request, bytes, parts.webhookSecret, parts.clock.now());
    if (refused) return refused;
    const read = parseJson(bytes);
    if (isProblem(read)) return read;
    const parsed = mailReports.safeParse(read.json);
    if (!parsed.success) return invalid(fieldErrors(parsed.error));
    const { events } = parsed.data;
    const isNew = await patience.wait(
      takeReport(parts.store, request.get("webhook-id") ?? "", async (transaction) => {
        for (const each of events) await apply(parts, transaction, each);
      }),
    );
    if (isNew) for (const { kind } of events) parts.reported.inc({ kind });
    return {
      status: 200,
      json: JSON.stringify({ taken: isNew ? events.length : 0 }),
      headers: { "Cache-Control": "no-store" },
    };
  });
}

async function apply(
  { keys }: MailReportParts,
  transaction: Store,
  { kind, messageId, email }: MailReport,
): Promise<void> {
  if (kind !== "bounced" && kind !== "complained") return;
  const named = messageId === undefined ? null : readMessageId(messageId);
  if (named && (await suppressSubscriber(transaction, named.subscriber, kind))) return;
  const address = email === undefined ? null : readAddress(email.trim());
  if (address !== null) await suppressMailbox(transaction, keys.mailbox(address), kind);
}

function refuseUnsigned(request: Request, body: Buffer, secret: string, nowMs: number): Problem | null {
  const id = request.get("webhook-id") ?? "";
  const timestamp = request.get("webhook-timestamp") ?? "";
  const given = (request.get("webhook-signature") ?? "").split(" ");
  const isTimely = /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs / 1000 - Number(timestamp)) <= GOOD_FOR_S;
  const expected = createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body).digest();
  const isSigned = given.some((each) => isSame(Buffer.from(each.replace(/^v1,/, ""), "base64"), expected));
  if (/^[\x21-\x7e]{1,255}$/.test(id) && isTimely && isSigned) return null;
  return problem("unsigned", "The signature is missing, wrong or too old.");
}

function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
