import type { WireHead } from "../../core/news/wire-event.ts";
import type { MailQueue } from "../../core/pipes/queues/mail-queue.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Store } from "../../core/store/connect.ts";
import { hasMailsToSend, sweepMails } from "../../core/store/mailing/issues/sending.ts";
import { listNewsletters } from "../../core/store/mailing/newsletters.ts";
import { makeDueIssues } from "./make-due-issues.ts";
import type { Senders } from "./senders.ts";

const KEEP_HOURS_MS = 60_000;

export interface MailSweepParts {
  config: Config;
  store: Store;
  queue: MailQueue;
  senders: Senders;
  log: Log;
  seen: () => WireHead | null;
  onStarted: () => Promise<void>;
  alertWaitMs: number;
  sweepMs: number;
}

/**
 * Does each second what the jobs of the mailing ask for, in case there was none, and keeps the books in order: issues
 * whose time has come, claims that ran out, mails whose sender was lost, issues that are done.
 */
export function startMailSweep(parts: MailSweepParts) {
  const { config, store, queue, senders, log, seen, onStarted, alertWaitMs, sweepMs } = parts;
  const { site } = config;
  let isWell = true;

  async function now(): Promise<void> {
    const sections = site.sections.map(({ slug }) => slug);
    const due = { store, seen, alertWaitMs, sections, timeZone: site.timeZone, publicUrl: site.publicUrl };
    const started = await makeDueIssues(due);
    if (started > 0) await onStarted().catch(() => {}); // the sweeper of the wire goes on
    const { doubted } = await sweepMails(store);
    if (doubted > 0) log.warn({ doubted }, "the sender of mails was lost: whether they left a person must decide");
    senders.attend(await hasMailsToSend(store));
  }

  async function keepHours(): Promise<void> {
    const hours = (await listNewsletters(store)).flatMap(({ slug, cadence, local_time, weekday, is_open }) =>
      local_time !== null && is_open && (cadence === "daily" || cadence === "weekly")
        ? [{ newsletter: slug, localTime: local_time, weekday }]
        : [],
    );
    await queue.keepHours(hours, site.timeZone);
  }

  const keep = () => void keepHours().catch(() => {}); // Redis or the store is away: the next one does it
  queue.onReady(keep);
  const stopKeeping = repeat(KEEP_HOURS_MS, keep);
  const stop = repeat(sweepMs, async () => {
    try {
      await now();
      isWell = true;
    } catch (failure) {
      if (isWell) log.warn({ err: failure }, "the mailing stands still; trying on");
      isWell = false;
    }
  });
  return {
    now,
    close: async () => {
      await Promise.all([stop(), stopKeeping()]);
    },
  };
}
