import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import type { TestContext } from "vitest";
import { DEADLINE_MS, within } from "../deadline.ts";

/** A letter as it arrived. */
export interface SunkLetter {
  /** Of the envelope. */
  recipients: string[];
  raw: string;
  email: Email;
  /** The addresses in its text. */
  links: string[];
}

/** What a relay says instead of "250": to RCPT TO, or after the final dot. */
export interface Refusal {
  code: number;
  text: string;
}

export interface SinkAnswers {
  /** Who may send; left out: everybody. To anybody else it says the password that was given, as some relays do. */
  login?: { user: string; password: string };
  onRecipient?: (address: string) => Refusal | null;
  onLetter?: (letter: SunkLetter) => Refusal | null | Promise<Refusal | null>;
}

export interface LetterSink {
  /** For SMTP_URL. */
  url: string;
  /** All that were taken. */
  letters: SunkLetter[];
  /** The next one to this address that was not asked for yet, as soon as it is there. */
  next(to: string): Promise<SunkLetter>;
}

/** A real SMTP server that keeps what it is given and delivers nothing; gone with the test. */
export async function openLetterSink(t: TestContext, answers: SinkAnswers = {}): Promise<LetterSink> {
  const { login, onRecipient, onLetter } = answers;
  const letters: SunkLetter[] = [];
  const given = new Set<SunkLetter>();
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    ...{ authOptional: login === undefined, allowInsecureAuth: true, disableReverseLookup: true },
    disabledCommands: login === undefined ? ["STARTTLS", "AUTH"] : ["STARTTLS"],
    onAuth: ({ username = "", password = "" }, _session, done) =>
      username === login?.user && password === login.password
        ? done(null, { user: username })
        : done(asError({ code: 535, text: `5.7.8 ${username} does not have the password ${password}` })),
    onRcptTo: ({ address }, _session, done) => done(asError(onRecipient?.(address) ?? null)),
    onData: async (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString("utf8");
      const email = await PostalMime.parse(raw);
      const links = [...(email.text ?? "").matchAll(/^https?:\S+$/gm)].map(([link]) => link);
      const letter = { recipients: envelope.rcptTo.map(({ address }) => address), raw, email, links };
      const refusal = (await onLetter?.(letter)) ?? null;
      if (!refusal) letters.push(letter);
      done(asError(refusal));
      for (const look of waiting) look();
    },
  });
  server.on("error", () => {}); // whoever hangs up
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  t.onTestFinished(() => new Promise<void>((closed) => void server.close(() => closed())));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the sink has no port");

  function next(to: string): Promise<SunkLetter> {
    const found = new Promise<SunkLetter>((resolve) => {
      const look = (): void => {
        const letter = letters.find((each) => !given.has(each) && each.recipients.includes(to));
        if (!letter) return;
        waiting.delete(look);
        given.add(letter);
        resolve(letter);
      };
      waiting.add(look);
      look();
    });
    return within(`a letter to ${to}`, found, DEADLINE_MS);
  }
  return { url: `smtp://127.0.0.1:${address.port}`, letters, next };
}

function asError(refusal: Refusal | null): (Error & { responseCode: number }) | null {
  return refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code });
}
