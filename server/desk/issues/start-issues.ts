import type { Clock } from "../../../core/clock.ts";
import { connectMail } from "../../../core/mailing/connect-mail.ts";
import { openMailQueue } from "../../../core/pipes/queues/mail-queue.ts";
import type { Closing } from "../../../core/process/closing.ts";
import type { Config } from "../../../core/settings/config.ts";
import type { Announcer } from "../stories/announce.ts";

export interface StartIssuesParts {
  config: Config;
  clock: Pick<Clock, "now">;
  announcer: Announcer;
  closing: Closing;
}

/** What the desk needs of mail: to send a test to its own people, and to wake those who send an issue. */
export async function startIssues({ config, clock, announcer, closing }: StartIssuesParts) {
  const { mail } = config;
  const queue = openMailQueue(config);
  closing.add("mail queue", () => queue.close());
  const mailLine = await connectMail(mail);
  closing.add("mail line", () => mailLine.close());
  return {
    ...{ mailLine, from: mail.from, mail: { ...mail, isRelay: mail.smtpUrl !== null } },
    wakeMailers: (issue: string, seq: number | null, sendAt: Date | null) => {
      if (seq !== null) announcer.isOnWire(seq);
      const delayMs = sendAt ? Math.max(0, sendAt.getTime() - clock.now()) : 0;
      void queue.announce(issue, delayMs).catch(() => {}); // the sweep of the workers finds it
    },
  };
}
