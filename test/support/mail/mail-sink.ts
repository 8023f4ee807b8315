import { setTimeout as pause } from "node:timers/promises";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

/** A mail that the sink took, or began to. */
export interface SunkMail {
  to: string;
  from: string;
  /** What the sender calls itself. */
  client: string;
  /** Its Message-ID; empty while the mail was cut before it. */
  messageId: string;
  raw: Buffer;
  /** When MAIL FROM came, on this process's clock. */
  begunAt: number;
  /** Whether the final dot came. */
  isWhole: boolean;
  /** Whether the sink said 250 to it. */
  isTaken: boolean;
}

export interface SinkOptions {
  /** Between the final dot and the answer. */
  delayMs?: number;
  /** What the sink says to RCPT TO; null: welcome. */
  onRecipient?: (address: string) => SinkRefusal | null;
  /** What it says to the final dot. */
  onMail?: (mail: SunkMail) => SinkRefusal | null | Promise<SinkRefusal | null>;
  /** Takes a mail's bytes; held back, the sender stands in the middle of DATA. */
  onBytes?: (mail: SunkMail, bytes: Buffer) => void | Promise<void>;
}

export interface SinkRefusal {
  code: number;
  text: string;
}

export interface MailSink {
  /** For SMTP_URL. */
  url: string;
  /** In the order of their beginning; those that were cut, too. */
  mails: SunkMail[];
  /** Those whose final dot came. */
  whole(): SunkMail[];
  close(): Promise<void>;
}

/** A real SMTP server on a port of its own that keeps all it gets and delivers nothing. */
export async function startMailSink(options: SinkOptions = {}): Promise<MailSink> {
  const { delayMs = 0, onRecipient, onMail, onBytes } = options;
  const mails: SunkMail[] = [];

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<SinkRefusal | null> {
    const { mailFrom, rcptTo } = session.envelope;
    const mail: SunkMail = {
      ...{ to: rcptTo[0]?.address ?? "", from: mailFrom === false ? "" : mailFrom.address },
      client: session.hostNameAppearsAs,
      ...{ messageId: "", raw: Buffer.alloc(0), begunAt: Date.now(), isWhole: false, isTaken: false },
    };
    mails.push(mail);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      await onBytes?.(mail, chunk as Buffer);
    }
    mail.raw = Buffer.concat(chunks);
    mail.messageId = /^Message-ID: (.*)$/im.exec(mail.raw.toString("latin1"))?.[1]?.trim() ?? "";
    mail.isWhole = true;
    if (delayMs > 0) await pause(delayMs); // what a relay takes to write a mail down
    const refusal = (await onMail?.(mail)) ?? null;
    mail.isTaken = refusal === null;
    return refusal;
  }

  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ["AUTH", "STARTTLS"], logger: false, disableReverseLookup: true },
    onRcptTo: ({ address }, _session, answer) => answer(refusalError(onRecipient?.(address) ?? null)),
    onData: (stream, session, answer) => {
      take(stream, session).then(
        (refusal) => answer(refusalError(refusal)),
        () => answer(refusalError({ code: 451, text: "4.3.0 cut" })),
      );
    },
  });
  server.on("error", () => {}); // a sender that was killed
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the sink has no port");
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    whole: () => mails.filter(({ isWhole }) => isWhole),
    close: () => new Promise((closed) => server.close(closed)),
  };
}

function refusalError(refusal: SinkRefusal | null): Error | null {
  return refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code });
}
