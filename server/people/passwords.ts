import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/*
 * Passwords are kept as argon2id (RFC 9106) makes them, 19 MiB and two passes: what OWASP names as the least, so that a
 * small machine can do it. Each takes that memory for a tenth of a second, so only a few are worked at once; whoever
 * stands too far back in the line is turned away instead of being kept waiting.
 */

export interface Passwords {
  /** The text that is kept: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, base64 without padding. */
  hash(password: string): Promise<string>;
  verify(kept: string, password: string): Promise<boolean>;
}

/** Too many passwords at once. */
export class TooManyPasswords extends Error {}

const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
const AT_ONCE = 2;
const IN_LINE = 50;

const derive = promisify(argon2);

/** `onWork` hears of each that is worked. */
export function createPasswords({ onWork }: { onWork: () => void }): Passwords {
  const line: (() => void)[] = [];
  let running = 0;

  async function work(password: string, nonce: Buffer): Promise<Buffer> {
    if (line.length >= IN_LINE) throw new TooManyPasswords("too many passwords at once");
    if (running >= AT_ONCE) await new Promise<void>((turn) => line.push(turn));
    else running++;
    onWork();
    try {
      const message = password.normalize("NFKC");
      return await derive("argon2id", {
        ...{ message, nonce, parallelism: 1, tagLength: 32, memory: MEMORY_KIB, passes: PASSES },
      });
    } finally {
      const next = line.shift();
      if (next) next();
      else running--;
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(16);
      const tag = await work(password, salt);
      return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${unpadded(salt)}$${unpadded(tag)}`;
    },
    async verify(kept, password) {
      const [, salt, tag] = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([\w+/]+)\$([\w+/]+)$/.exec(kept) ?? [];
      if (!salt || !tag) throw new Error("a password is kept in a form that is not known");
      return timingSafeEqual(await work(password, Buffer.from(salt, "base64")), Buffer.from(tag, "base64"));
    },
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
