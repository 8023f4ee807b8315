import { setTimeout as pause } from "node:timers/promises";
import { Counter, type Registry } from "prom-client";
import type { Clock } from "../../core/clock.ts";
import { issueMails } from "../../core/mailing/issue-mails.ts";
import { signMail } from "../../core/mailing/sign-mail.ts";
import type { WireHead } from "../../core/news/wire-event.ts";
import { openMailQueue, takeMailWakeUps } from "../../core/pipes/queues/mail-queue.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import type { Config } from "../../core/settings/config.ts";
import { connectStore, type Store } from "../../core/store/connect.ts";
import { beginMail, claimMails, type Settlement, settleMail } from "../../core/store/mailing/issues/sending.ts";
import { suppressSubscriber } from "../../core/store/mailing/readers/suppress.ts";
import { createDrawnIssues } from "./drawn-issues.ts";
import { openOutboxLine } from "./outbox-line.ts";
import { type SendOneParts, sendOne } from "./send-one.ts";
import { type Senders, startSenders } from "./senders.ts";
import { openSmtpLine } from "./smtp-line.ts";
import { startMailSweep } from "./sweep-mails.ts";

export interface MailTimes {
  /** A claim that is not begun within this is anybody's again. */
  claimLeaseMs: number;
  /** A mail that is not settled within this is doubtful. */
  sendLeaseMs: number;
  /** After the first refusal for now; doubled with each. */
  retryMs: number;
  alertWaitMs: number;
  sweepMs: number;
}

export const MAIL_TIMES: MailTimes = {
  ...{ claimLeaseMs: 15_000, sendLeaseMs: 60_000, retryMs: 30_000, alertWaitMs: 60_000, sweepMs: 1_000 },
};

export interface MailingParts {
  config: Config;
  clock: Clock;
  log: Log;
  metrics: Registry;
  closing: Closing;
  /** The furthest place on the wire that this worker knows of. */
  seen: () => WireHead | null;
  /** Something came onto the wire. */
  onStarted: () => Promise<void>;
  times?: MailTimes;
  newClaim?: () => string;
}

export interface Mailing {
  /** Takes no more mails, and resolves when those in hand are settled, or after a while. */
  finish(): Promise<void>;
}

const FINISH_MS = 20_000;

/** Wires the mailing of one worker process. Any number may run: each mail is sent by one of them. */
export async function startMailing(parts: MailingParts): Promise<Mailing> {
  const { config, log, metrics, closing, times = MAIL_TIMES } = parts;
  const { connections } = config.mail;
  const store = connectStore({
    ...{ databaseUrl: config.databaseUrl, poolSize: Math.min(connections + 2, 10), name: "london-mailer", metrics },
  });
  closing.add("mailing store", () => store.destroy());
  const done = new Counter({
    ...{ name: "london_mails_total", help: "Recipients taken in hand, by what became of the mail" },
    ...{ labelNames: ["outcome"], registers: [metrics] },
  });
  for (const outcome of ["sent", "failed", "doubtful"]) done.inc({ outcome }, 0); // so that a first one is seen to rise
  const sending = await sendingParts(parts, store, times);
  const senders: Senders = startSenders({
    ...{ connections, perSecond: config.mail.perSecond, claimLeaseMs: times.claimLeaseMs },
    ...(parts.newClaim && { newClaim: parts.newClaim }),
    openLine: () =>
      config.mail.smtpUrl === null ? openOutboxLine(config.mail.outboxDir) : openSmtpLine(config.mail.smtpUrl),
    claim: (claim) => claimMails(store, claim),
    send: (line, claimed) => sendOne(sending, line, claimed),
    giveBack: async (claims) => {
      const back: Settlement = { word: "later", reason: "its worker ended", retryMs: 0 };
      await Promise.all(claims.map((claimed) => settleMail(store, claimed, back)));
    },
    onDone: (outcome) => done.inc({ outcome }),
    onTrouble: (failure) => log.warn({ err: failure }, "a line to the relay stands still; trying on"),
  });
  const queue = openMailQueue(config);
  const sweep = startMailSweep({ ...parts, ...times, store, queue, senders });
  const worker = takeMailWakeUps(config, sweep.now, (failure, job) =>
    log.warn({ err: failure, job: job?.id }, "a wake-up of the mailing failed; the sweep goes on"),
  );
  closing.add("mailing", async () => {
    await Promise.all([sweep.close(), worker.close(), queue.close(), senders.close()]);
  });
  return { finish: async () => void (await Promise.race([senders.close(), pause(FINISH_MS, null, { ref: false })])) };
}

const SETTLE_AGAIN_MS = 500;
const SETTLES_AT_MOST = 40;

async function sendingParts({ config, clock, log }: MailingParts, store: Store, times: MailTimes) {
  const { site, mail } = config;
  const sign = await signMail(mail.dkim);
  const drawn = createDrawnIssues((issue) =>
    issueMails({ store, site, from: mail.from, now: () => clock.now() }, issue),
  );
  const parts: SendOneParts = {
    ...{ leaseMs: times.sendLeaseMs, retryMs: times.retryMs, steadyMs: () => performance.now() },
    begin: (claimed) => beginMail(store, claimed, { leaseMs: times.sendLeaseMs, timeZone: site.timeZone }),
    async mailFor({ issue, subscriber }, { email, secret, content }) {
      const mails = await drawn.mails(issue, content);
      if (!mails) return null;
      const { messageId, bytes } = mails.mailTo({ id: subscriber, email, secret });
      return { messageId, from: mail.from.address, to: email, message: await sign(bytes) };
    },
    onBounce: async ({ subscriber }) => void (await suppressSubscriber(store, subscriber, "bounced")),
    async settle(claimed, settlement) {
      const { issue, subscriber } = claimed;
      for (let attempt = 1; ; attempt++) {
        try {
          await settleMail(store, claimed, settlement);
          return;
        } catch (failure) {
          if (attempt === 1)
            log.warn({ err: failure, issue, subscriber }, "a mail's outcome could not be kept; trying on");
          if (attempt === SETTLES_AT_MOST) throw failure;
          await pause(SETTLE_AGAIN_MS);
        }
      }
    },
  };
  return parts;
}
