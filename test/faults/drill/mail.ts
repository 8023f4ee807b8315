import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setMailRate } from "../../../core/store/mailing/issues/sending.ts";
import { migrate } from "../../../core/store/migrate.ts";
import { startPostgres } from "../../../deploy/local/postgres.ts";
import { tell } from "../checker/checker.ts";
import { createEnds, ownRedis } from "../fire/own-stores.ts";
import { type MailFire, type MailFireOptions, startMailFire } from "../mail/mail-fire.ts";
import { checkMails } from "../mail/mail-history.ts";
import { createDataGate, playKills } from "../mail/play-kills.ts";

/*
 * The long form of what is promised of mails: ten thousand in a minute, two hundred kills, and readers who leave while an
 * issue goes out. Each on stores of its own, with senders that are processes and a sink that is a real SMTP server.
 */

export interface MailDrillOptions {
  recipients: number;
  kills: number;
  /** "speed", "kills" or "unsubscribes"; left out: all three. */
  part?: string | undefined;
  report: (line: string) => void;
}

/** Returns how many breaches there were. */
export async function drillMail({ recipients, kills, part, report }: MailDrillOptions): Promise<number> {
  const shows: Record<string, (stores: Stores) => Promise<number>> = {
    speed: (stores) => showSpeed(stores, recipients, report),
    kills: (stores) => showKills(stores, kills, report),
    unsubscribes: (stores) => showUnsubscribes(stores, report),
  };
  let breaches = 0;
  for (const [name, show] of Object.entries(shows)) {
    if (part === undefined || part === name) breaches += await onOwnStores(report, show);
  }
  return breaches;
}

type Stores = Pick<MailFireOptions, "databaseUrl" | "redisUrl" | "redisPrefix">;

async function onOwnStores(report: (line: string) => void, show: (stores: Stores) => Promise<number>): Promise<number> {
  const ends = createEnds();
  const folder = await mkdtemp(join(tmpdir(), "london-daily-mail-"));
  ends.add("folder", () => rm(folder, { recursive: true, force: true }));
  try {
    const postgres = await startPostgres({ dataDir: folder, isDurable: true });
    ends.add("postgres", () => postgres.stop());
    const redis = await ownRedis(folder, ends.add);
    await migrate(postgres.url);
    return await show({ databaseUrl: postgres.url, redisUrl: redis.url, redisPrefix: "drill" });
  } catch (failure) {
    report(String(failure));
    return 1;
  } finally {
    await ends.close();
  }
}

async function showSpeed(stores: Stores, recipients: number, report: (line: string) => void): Promise<number> {
  const fire = await startMailFire({ ...stores, senders: 4, connections: 4, sink: { delayMs: 50 } });
  try {
    const issue = await fire.sends(recipients);
    const begun = performance.now();
    await fire.untilDone(issue, 10 * 60_000);
    const seconds = (performance.now() - begun) / 1000;
    const rate = Math.round(recipients / seconds);
    report(`speed: ${recipients} mails by 4 workers of 4 connections, 50 ms each: ${seconds.toFixed(1)} s, ${rate}/s`);
    return await judge(fire, report);
  } finally {
    await fire.close();
  }
}

/** So slow while it is shot at that there is always something left to shoot at. */
const UNDER_FIRE_PER_SECOND = 30;

async function showKills(stores: Stores, kills: number, report: (line: string) => void): Promise<number> {
  const gate = createDataGate();
  const sink = { delayMs: 15, onBytes: gate.onBytes };
  const fire = await startMailFire({ ...stores, senders: 4, perSecond: UNDER_FIRE_PER_SECOND, sink });
  try {
    const issue = await fire.sends(kills * 150);
    const shots = await playKills(fire, issue, { kills, random: Math.random, gate, sleepsEvery: 10 });
    await setMailRate(fire.store, 5_000);
    const { sent, doubtful, recipients } = await fire.untilDone(issue, 10 * 60_000);
    const onTheWay = fire.history.kills.reduce((sum, { inFlight }) => sum + inFlight.length, 0);
    report(
      `kills: ${shots} shots, ${recipients} recipients: ${sent} sent, ${doubtful} in doubt of ${onTheWay} on the way`,
    );
    return await judge(fire, report);
  } finally {
    await fire.close();
  }
}

async function showUnsubscribes(stores: Stores, report: (line: string) => void): Promise<number> {
  const fire = await startMailFire({ ...stores, senders: 3, perSecond: 150, sink: { delayMs: 20 } });
  try {
    const issue = await fire.sends(2_000);
    for (let begun = 10; begun < 1_500; begun += 15) {
      await fire.untilBegun(begun);
      const readers = Array.from({ length: 5 }, () => 1 + Math.floor(Math.random() * 2_000));
      await Promise.all(readers.map((reader) => fire.unsubscribes(reader)));
    }
    const { suppressed } = await fire.untilDone(issue, 10 * 60_000);
    const history = await fire.complete();
    const leftAt = new Map(history.unsubscribes.map(({ subscriber, at }) => [subscriber, at]));
    const lateMs = Math.max(0, ...history.mails.map(({ subscriber, at }) => at - (leftAt.get(subscriber) ?? at)));
    report(
      `unsubscribes: ${leftAt.size} while 2,000 were sent, ${suppressed} in time; the latest mail began ${lateMs} ms after`,
    );
    return await judge(fire, report);
  } finally {
    await fire.close();
  }
}

async function judge(fire: MailFire, report: (line: string) => void): Promise<number> {
  const found = checkMails(await fire.complete());
  report(
    found.length === 0 ? `  nothing is wrong; the books were read ${fire.history.receipts.length} times` : tell(found),
  );
  return found.length;
}
