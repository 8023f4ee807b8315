import { type ChildProcess, fork } from "node:child_process";
import { randomUUIDv7 } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import type { IssueReceipt } from "../../../core/news/newsletter.ts";
import { connectStore, type Store } from "../../../core/store/connect.ts";
import { startIssue } from "../../../core/store/mailing/issues/issues.ts";
import { readReceipt } from "../../../core/store/mailing/issues/sending.ts";
import { unsubscribe } from "../../../core/store/mailing/readers/unsubscribe.ts";
import { tieToThisProcess } from "../../../deploy/local/process/lifeline.ts";
import type { MailTimes } from "../../../workers/mailing/start-mailing.ts";
import { eventually, within } from "../../support/deadline.ts";
import { type MailSink, type SinkOptions, startMailSink } from "../../support/mail/mail-sink.ts";
import { fillReadership } from "../../support/people/readership.ts";
import { vapidEnvironment } from "../../support/push/vapid.ts";
import { createEnds } from "../fire/own-stores.ts";
import type { MailHistory } from "./mail-history.ts";
import { claimsOf, type SenderOrder } from "./sender-order.ts";

/*
 * Senders as processes of their own, a sink that is a real SMTP server, and the rows; and everything that is observed is
 * written into a history for the checker.
 */

export interface MailFireOptions {
  databaseUrl: string;
  redisUrl: string;
  redisPrefix: string;
  senders: number;
  connections?: number;
  perSecond?: number;
  sink?: SinkOptions;
  times?: Partial<MailTimes>;
}

export interface Sender {
  readonly number: number;
  isUp(): boolean;
  /** SIGKILL, after what it had on the way was read. */
  kill(): Promise<void>;
  /** SIGSTOP until its leases have run out, then SIGCONT. */
  sleepPastLease(): Promise<void>;
  start(options?: { isAwaited: boolean }): Promise<void>;
  leave(): Promise<void>;
}

export interface MailFire {
  store: Store;
  sink: MailSink;
  senders: Sender[];
  history: MailHistory;
  /** Starts an issue to so many subscribers. */
  sends(recipients: number): Promise<string>;
  /** Reads the books into the history. */
  books(issue: string): Promise<IssueReceipt>;
  untilDone(issue: string, deadlineMs?: number): Promise<IssueReceipt>;
  /** So many mails have begun at the sink. */
  untilBegun(mails: number): Promise<void>;
  unsubscribes(reader: number): Promise<void>;
  /** What the checker needs besides, once all is done. */
  complete(): Promise<MailHistory>;
  close(): Promise<void>;
}

/** Short, so that a test sees them run out. */
const TIMES: MailTimes = { claimLeaseMs: 2_000, sendLeaseMs: 3_000, retryMs: 200, alertWaitMs: 0, sweepMs: 250 };
const NEWSLETTER = "morning-briefing";
const SENDER = fileURLToPath(new URL("./sender.ts", import.meta.url));

export async function startMailFire(options: MailFireOptions): Promise<MailFire> {
  const { databaseUrl, redisUrl, redisPrefix, connections = 4, perSecond = 5_000 } = options;
  const ends = createEnds();
  const sink = await startMailSink(options.sink);
  ends.add("sink", () => sink.close());
  const store = connectStore({ databaseUrl, poolSize: 3, name: "test-mails" });
  ends.add("store", () => store.destroy());
  const history: MailHistory = { mails: [], receipts: [], kills: [], unsubscribes: [], rows: [] };
  const times = { ...TIMES, ...options.times };
  const orderFor = (number: number): SenderOrder => ({
    number,
    times,
    env: {
      ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, REDIS_PREFIX: redisPrefix, LOG_LEVEL: "error" },
      ...vapidEnvironment(),
      ...{ SESSION_SECRET: "x".repeat(32), PUBLIC_URL: "http://localhost:3000" },
      ...{ SMTP_URL: `${sink.url}/?name=sender-${number}`, MAIL_FROM: "news@paper.test" },
      ...{ MAIL_CONNECTIONS: String(connections), MAIL_RATE_PER_SECOND: String(perSecond) },
    },
  });
  const senders = Array.from({ length: options.senders }, (_, index) =>
    createSender({ store, history, times, orderFor }, index + 1),
  );
  for (const sender of senders) ends.add("sender", () => sender.kill());
  await Promise.all(senders.map((sender) => sender.start()));

  async function books(issue: string): Promise<IssueReceipt> {
    const receipt = await readReceipt(store, NEWSLETTER, issue);
    if (!receipt) throw new Error("there is no such issue");
    history.receipts.push(receipt);
    return receipt;
  }
  return {
    ...{ store, sink, senders, history, books },
    async sends(recipients) {
      await fillReadership(store, NEWSLETTER, recipients);
      const issue = randomUUIDv7();
      await store
        .insertInto("issue")
        .values({ id: issue, newsletter: NEWSLETTER, state: "draft", subject: "Under fire", author: "test" })
        .execute();
      await startIssue(store, { issue, origin: "http://localhost:3000", seen: null });
      return issue;
    },
    untilDone: (issue, deadlineMs) =>
      eventually(
        "the end of the sending",
        async () => {
          const receipt = await books(issue);
          return receipt.pending + receipt.inFlight === 0 ? receipt : undefined;
        },
        deadlineMs,
      ),
    untilBegun: async (mails) =>
      void (await eventually(`${mails} mails`, () => (sink.mails.length >= mails ? true : undefined))),
    async unsubscribes(reader) {
      const email = `reader-${reader}@readers.test`;
      const { id } = await store
        .selectFrom("subscriber")
        .select("id")
        .where("email", "=", email)
        .executeTakeFirstOrThrow();
      await unsubscribe(store, id, NEWSLETTER, { wording: "", way: "test" });
      const at = Date.now(); // of the acknowledgement, by the clock that stamps the sink's mails
      history.unsubscribes.push({ at, subscriber: id });
    },
    async complete() {
      const rows = await store.selectFrom("recipient").select(["issue_id", "subscriber_id", "state"]).execute();
      history.rows = rows.map(({ issue_id, subscriber_id, state }) => ({
        issue: issue_id,
        subscriber: subscriber_id,
        state,
      }));
      const people = new Map(
        (await store.selectFrom("subscriber").select(["id", "email"]).execute()).map(({ id, email }) => [email, id]),
      );
      const [{ issue_id: onlyIssue } = { issue_id: "" }] = rows;
      history.mails = sink.mails.map(({ to, messageId, begunAt, isWhole, isTaken }) => ({
        issue: /^<([^.]+)\./.exec(messageId)?.[1] ?? onlyIssue,
        ...{ subscriber: people.get(to) ?? to, at: begunAt, isWhole, isRefused: isWhole && !isTaken },
      }));
      return history;
    },
    close: () => ends.close(),
  };
}

interface SenderParts {
  store: Store;
  history: MailHistory;
  times: MailTimes;
  orderFor: (number: number) => SenderOrder;
}

function createSender({ store, history, times, orderFor }: SenderParts, number: number): Sender {
  let child: ChildProcess | null = null;
  let hasEnded = Promise.resolve();

  /** What it has noted as on the way; also what PostgreSQL was just about to note when it stood still. */
  async function onTheWay(): Promise<string[]> {
    const { rows: clock } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(store);
    await eventually("the end of the statements of that moment", async () => {
      const { rows: open } = await sql`
        select from pg_stat_activity where application_name = 'london-mailer' and datname = current_database()
          and state <> 'idle' and query_start <= ${clock[0]?.now}::timestamptz`.execute(store);
      return open.length === 0 ? true : undefined;
    });
    const { rows } = await sql<{ subscriber_id: string }>`
      select subscriber_id from recipient
        where state = 'sending' and claim::text like ${`${claimsOf(number)}%`}`.execute(store);
    return rows.map(({ subscriber_id }) => subscriber_id);
  }

  /** Nothing moves in it any more, so what its rows say now is what it had on the way. */
  async function stop(): Promise<void> {
    child?.kill("SIGSTOP");
    history.kills.push({ inFlight: await onTheWay() });
  }

  return {
    number,
    isUp: () => child?.exitCode === null && child.signalCode === null,
    async start({ isAwaited } = { isAwaited: true }) {
      const started = fork(SENDER, [JSON.stringify(orderFor(number))], { execArgv: [] });
      if (started.pid !== undefined) tieToThisProcess(started, started.pid, "SIGKILL");
      hasEnded = once(started, "exit").then(() => {});
      child = started;
      if (isAwaited) await within(`sender ${number}`, once(started, "message"));
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      await stop();
      child.kill("SIGKILL");
      await hasEnded;
    },
    async sleepPastLease() {
      await stop();
      const wakesAt = performance.now() + times.sendLeaseMs + 2 * times.sweepMs;
      await eventually("the end of its leases", () => (performance.now() > wakesAt ? true : undefined));
      child?.kill("SIGCONT");
    },
    async leave() {
      child?.kill("SIGTERM");
      await within(`the leave of sender ${number}`, hasEnded);
    },
  };
}
