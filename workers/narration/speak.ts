import { type ChildProcess, spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { oggSeconds } from "./ogg-seconds.ts";

/*
 * The voice: two programs of the operator's choice in a row. The first takes the text on its standard input and gives a
 * WAV, the second makes that an Ogg Opus file. No shell, and no word of a text is ever an argument, so a text is only
 * ever read out. Whatever a text does to them, they are ended by their time or by how much they say.
 */

export interface Voice {
  /** A program and its arguments, parted by spaces. */
  speechCommand: string;
  encoderCommand: string;
}

export interface Spoken {
  audio: Buffer;
  seconds: number;
}

export interface SpeakLimits {
  timeoutMs: number;
  maxBytes: number;
}

/** Half an hour at 20 kbit/s is 4.5 MB. */
const LIMITS: SpeakLimits = { timeoutMs: 60_000, maxBytes: 8 * 1024 * 1024 };

/** Throws what went wrong, in the programs' own last words where they left any. */
export async function speak(
  { speechCommand, encoderCommand }: Voice,
  text: string,
  { timeoutMs, maxBytes }: SpeakLimits = LIMITS,
): Promise<Spoken> {
  const speech = start(speechCommand);
  const encoder = start(encoderCommand);
  const end = () => [speech, encoder].map(({ child }) => child.kill("SIGKILL"));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`did not end within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    speech.child.stdout?.pipe(encoder.child.stdin as NodeJS.WritableStream);
    speech.child.stdin?.end(text);
    const [audio] = await Promise.race([
      Promise.all([bytesOf(encoder.child, maxBytes), speech.ended, encoder.ended]),
      late,
    ]);
    const seconds = oggSeconds(audio);
    if (seconds === null) throw new Error(`${encoderCommand.split(" ")[0]} gave no Ogg Opus`);
    return { audio, seconds };
  } finally {
    clearTimeout(timer);
    end();
  }
}

interface Started {
  child: ChildProcess;
  /** Rejects unless it ended with 0. */
  ended: Promise<void>;
}

function start(command: string): Started {
  const [program = "", ...args] = command.trim().split(/\s+/);
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL); // news goes first
  let words = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-300);
  });
  child.stdin?.on("error", () => {}); // it ended before it had read all: its exit says so
  const ended = new Promise<void>((done, fail) => {
    child.once("error", fail);
    child.once("close", (code, signal) => {
      if (code === 0) done();
      else fail(new Error(`${program} ended with ${code ?? signal}: ${words.trim()}`));
    });
  });
  ended.catch(() => {}); // whoever awaits it is told; the other of the two may fail unawaited
  return { child, ended };
}

async function bytesOf({ stdout }: ChildProcess, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdout ?? []) {
    length += (chunk as Buffer).length;
    if (length > maxBytes) throw new Error(`said more than ${maxBytes} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
