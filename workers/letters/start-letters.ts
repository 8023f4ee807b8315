import { Counter, type Registry } from "prom-client";
import { connectMail } from "../../core/mailing/connect-mail.ts";
import { createMailboxKeys } from "../../core/mailing/mailbox-key.ts";
import { takePost } from "../../core/pipes/queues/letter-queue.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Config } from "../../core/settings/config.ts";
import { connectStore } from "../../core/store/connect.ts";
import { claimLetter } from "../../core/store/mailing/readers/letters.ts";
import { takeSignUp } from "../../core/store/mailing/readers/sign-ups.ts";
import { sweepMailing } from "../../core/store/mailing/sweep-mailing.ts";
import { createPost } from "./carry-post.ts";
import { settleLetter } from "./settle-letter.ts";
import { writeLetter } from "./write-letter.ts";

/** What no job announced is found so soon: Redis may have been away, or emptied. */
const LOOK_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 10 * 60 * 1000;

export interface LettersParts {
  config: Config;
  clock: { now(): number };
  log: Log;
  metrics: Registry;
  closing: Closing;
}

/** Everything that has to do with mails to one person, apart from the fan-out: connections, queue, timers. */
export async function startLetters({ config, clock, log, metrics, closing }: LettersParts): Promise<void> {
  const signUps = new Counter({
    name: "london_sign_ups_taken_total",
    help: "Newsletter sign-ups by what became of them",
    labelNames: ["outcome"],
    registers: [metrics],
  });
  const letters = new Counter({
    name: "london_letters_total",
    help: "Mails to one person by kind and outcome",
    labelNames: ["kind", "outcome"],
    registers: [metrics],
  });
  const store = connectStore({ databaseUrl: config.databaseUrl, poolSize: 5, name: "london-letters", metrics });
  closing.add("letters' store", () => store.destroy());
  const line = await connectMail(config.mail);
  closing.add("mail", () => line.close());
  const keys = createMailboxKeys(config);
  let isWell = true;
  const parts = { store, clock, site: config.site, domain: line.domain };

  const post = createPost({
    takeSignUp: () => takeSignUp(store, keys),
    claimLetter: () => claimLetter(store),
    write: (letter) => writeLetter(parts, letter),
    send: (mail) => line.send(mail),
    settle: async (letter, outcome) => {
      letters.inc({ kind: letter.kind, outcome: outcome.outcome });
      await settleLetter(store, letter, outcome);
    },
    onSignUp: (outcome) => signUps.inc({ outcome: outcome.replaceAll(" ", "-") }),
    onFailure: (failure) => {
      if (isWell) log.warn({ err: failure }, "no letter can be sent at the moment; trying on");
      isWell = false;
    },
  });
  const look = async (): Promise<void> => {
    try {
      await post.carry();
      isWell = true;
    } catch (failure) {
      if (isWell) log.warn({ err: failure }, "no sign-up can be taken at the moment; trying on");
      isWell = false;
    }
  };
  const stopLooking = repeat(LOOK_EVERY_MS, look);
  const stopSweeping = repeat(SWEEP_EVERY_MS, () =>
    sweepMailing(store).catch((failure) => log.warn({ err: failure }, "the mailing is unswept")),
  );
  const queue = takePost(config, look, (failure, job) =>
    log.warn({ err: failure, job: job?.id }, "the wake-up of the letters failed"),
  );
  closing.add("letters", async () => {
    await Promise.all([queue.close(), stopSweeping(), stopLooking()]);
    line.close(); // what is on it fails and is tried again by whoever comes next
    await post.close();
  });
}
