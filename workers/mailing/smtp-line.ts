import { Readable } from "node:stream";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection from "nodemailer/lib/smtp-connection";

/*
 * One connection to the mail relay.
 *
 * Promise   Of every mail that failed it is known whether it can have left: on which side of SMTP's final dot the failure
 *           fell. nodemailer's error does not say (a broken connection reads the same on both sides).
 * Idea      The message is a stream of ours, and the dot is written only after that stream has ended. So we know before
 *           nodemailer does: until we have given the last piece, nothing has left. With it the questions are asked that
 *           must be answered as late as possible: whether the mail may still leave, and whether this process was asleep.
 * Not so    A wrapped socket: over TLS it sees bytes that it cannot read, and a pool hides whose they are.
 */

/** A mail as it goes over the line. */
export interface Addressed {
  messageId: string;
  from: string;
  to: string;
  message: Buffer;
}

/** What became of a mail. Only with `unknown` can nobody say whether it left. */
export type Delivery =
  | { word: "taken" }
  /** The relay said so: its reply's code, and RFC 3463's if it gave one. */
  | { word: "refused"; code: number; enhanced: string | null; reply: string }
  /** The line broke, or the relay was not there, before the final dot. */
  | { word: "not-left"; failure: Error }
  /** `mayLeave` or `mayEnd` said no. The line is closed by it. */
  | { word: "held" }
  | { word: "unknown"; failure: Error };

export interface LastLooks {
  /** Asked when the relay waits for the message. */
  mayLeave(): Promise<boolean>;
  /** Asked when all but the last piece is given. */
  mayEnd(): boolean;
}

export interface MailLine {
  /** Connects, if it is not connected. Throws when the relay is not there, or does not want us. */
  ready(): Promise<void>;
  /** One mail at a time, on a line that is ready. Never throws. */
  deliver(mail: Addressed, looks: LastLooks): Promise<Delivery>;
  /** Takes leave of the relay. */
  close(): void;
}

/** A relay that says nothing for so long is given up. */
const SILENT_MS = 20_000;
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: SILENT_MS };
const LAST_PIECE_BYTES = 16;

/** To the relay that an SMTP_URL names. Opens nothing before the first mail. */
export function openSmtpLine(smtpUrl: string): MailLine {
  const { auth, ...options } = parseConnectionUrl(smtpUrl);
  let open: SMTPConnection | null = null;

  async function connected(): Promise<SMTPConnection> {
    if (open) return open;
    const made = new SMTPConnection({ ...options, ...TIMEOUTS });
    made.on("error", () => drop(made)); // whoever is sending is told by the answer
    made.on("end", () => drop(made));
    await new Promise<void>((done, fail) => {
      made.once("error", fail);
      made.once("end", () => fail(new Error("the relay hung up")));
      made.connect((failure) => (failure ? fail(failure) : done()));
    });
    if (auth) await login(made, auth).catch((failure: unknown) => rejectAfter(() => drop(made), failure));
    open = made;
    return made;
  }

  function drop(connection: SMTPConnection): void {
    if (open === connection) open = null;
    connection.close();
  }

  return {
    ready: async () => void (await connected()),
    async deliver(mail, looks) {
      const connection = open;
      if (!connection) return { word: "not-left", failure: new Error("the line to the relay is closed") };
      const delivery = await send(connection, mail, looks);
      if (delivery.word === "refused") await reset(connection).catch(() => drop(connection));
      else if (delivery.word !== "taken") drop(connection);
      return delivery;
    },
    close() {
      open?.quit();
      open = null;
    },
  };
}

function rejectAfter(act: () => void, failure: unknown): never {
  act();
  throw failure;
}

type Auth = Parameters<SMTPConnection["login"]>[0];

async function login(connection: SMTPConnection, auth: Auth): Promise<void> {
  await new Promise<void>((done, fail) => {
    connection.login(auth, (failure) => (failure ? fail(failure) : done()));
  });
}

function reset(connection: SMTPConnection): Promise<void> {
  return new Promise((done, fail) => connection.reset((failure) => (failure ? fail(failure) : done())));
}

function send(connection: SMTPConnection, { from, to, message }: Addressed, looks: LastLooks): Promise<Delivery> {
  let isHeld = false;
  let mayHaveLeft = false;

  async function* pieces(): AsyncGenerator<Buffer> {
    isHeld = !(await looks.mayLeave());
    if (isHeld) throw new Error("held");
    const almost = Math.max(0, message.length - LAST_PIECE_BYTES);
    yield message.subarray(0, almost);
    isHeld = !looks.mayEnd();
    if (isHeld) throw new Error("held");
    mayHaveLeft = true;
    yield message.subarray(almost);
  }

  return new Promise((resolve) => {
    const stream = Readable.from(pieces(), { objectMode: false, highWaterMark: 1 });
    connection.send({ from, to, size: message.length }, stream, (failure) => {
      if (!failure) return resolve({ word: "taken" });
      if (isHeld) return resolve({ word: "held" });
      resolve(refusalIn(failure) ?? { word: mayHaveLeft ? "unknown" : "not-left", failure });
    });
  });
}

/** A relay that answers has decided: a mail that it refused has not left, whichever side of the dot it says so. */
function refusalIn(failure: unknown): Delivery | null {
  const {
    responseCode,
    response = "",
    command,
  } = failure as { responseCode?: number; response?: string; command?: string };
  if (responseCode === undefined || responseCode < 400 || responseCode === 421) return null;
  if (command === "MAIL FROM") return null; // it is us whom it does not want, not this reader
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;
  return { word: "refused", code: responseCode, enhanced, reply: response };
}
