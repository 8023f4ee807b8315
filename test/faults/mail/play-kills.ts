import { eventually } from "../../support/deadline.ts";
import type { SunkMail } from "../../support/mail/mail-sink.ts";
import type { MailFire, Sender } from "./mail-fire.ts";

/** Between the bytes of DATA a kill finds a mail that has begun and not ended. */
export interface DataGate {
  /** Holds the next mail after some of its bytes, and resolves when it stands. */
  catchOne(afterBytes: number): Promise<SunkMail>;
  release(): void;
  onBytes(mail: SunkMail, bytes: Buffer): Promise<void>;
}

export function createDataGate(): DataGate {
  let wanted: { afterBytes: number; caught: (mail: SunkMail) => void } | null = null;
  let held: (() => void) | null = null;
  const seen = new WeakMap<SunkMail, number>();
  return {
    catchOne: (afterBytes) =>
      new Promise((caught) => {
        wanted = { afterBytes, caught };
      }),
    release() {
      wanted = null;
      held?.();
      held = null;
    },
    async onBytes(mail, bytes) {
      const count = (seen.get(mail) ?? 0) + bytes.length;
      seen.set(mail, count);
      if (!wanted || held || count < wanted.afterBytes) return;
      const { caught } = wanted;
      wanted = null;
      const isReleased = new Promise<void>((release) => {
        held = release;
      });
      caught(mail);
      await isReleased;
    },
  };
}

export interface KillsOptions {
  kills: number;
  /** Of 0 to 1, for what is random. */
  random: () => number;
  gate: DataGate;
  /** Every so many shots somebody sleeps past the lease instead. */
  sleepsEvery: number;
}

/**
 * Shoots at senders while an issue goes out: at any moment, between the bytes of a mail, and by sleep. Each is started
 * again at once. Ends early when nothing is left to send; returns how often it shot.
 */
export async function playKills(fire: MailFire, issue: string, options: KillsOptions): Promise<number> {
  const { kills, random, gate, sleepsEvery } = options;
  const isOver = async (): Promise<boolean> => {
    const { pending, inFlight } = await fire.books(issue);
    return pending + inFlight === 0;
  };
  for (let shot = 1; shot <= kills; shot++) {
    const victim = await eventually("a sender that is up", () => {
      const up = fire.senders.filter((sender) => sender.isUp());
      return up[Math.floor(random() * up.length)];
    });
    if (shot % sleepsEvery === 0) {
      await victim.sleepPastLease();
    } else if (shot % 2 === 0) {
      const caught = gate.catchOne(1 + Math.floor(random() * 4_000));
      const mail = await Promise.race([
        caught,
        eventually("the end", async () => ((await isOver()) ? null : undefined)),
      ]);
      if (mail) await senderOf(fire, mail, victim).kill();
      gate.release();
    } else {
      const goal = fire.sink.mails.length + 1 + Math.floor(random() * 12);
      await eventually("some more mails", async () =>
        fire.sink.mails.length >= goal || (await isOver()) ? true : undefined,
      );
      await victim.kill();
    }
    for (const sender of fire.senders) if (!sender.isUp()) await sender.start({ isAwaited: false });
    if (await isOver()) return shot;
  }
  return kills;
}

function senderOf({ senders }: MailFire, { client }: SunkMail, otherwise: Sender): Sender {
  return senders.find(({ number }) => client === `sender-${number}`) ?? otherwise;
}
