import { type Logger, pino, stdSerializers } from "pino";

export type Log = Logger;

/*
 * JSON lines on standard output, and no secret in them, whoever logs what holds one. Three ways lead to that: fields whose
 * names say that they are secret are blanked; of an error only what is listed here is told, because libraries hang onto
 * theirs what they were doing (ioredis the arguments of its command, AUTH's among them, and pg the row); and the values of
 * the settings that are secret are struck out of the finished line, wherever they came from.
 */

const SECRET_FIELDS = [
  ...["editorToken", "databaseUrl", "redisUrl", "sessionSecret", "privateKey", "smtpUrl", "webhookSecret"],
  ...["password", "token", "secret", "email"],
];

/** Of an error: enough to know what and where. */
const TOLD = ["type", "message", "stack", "code", "syscall", "address", "port", "constraint", "table", "responseCode"];

const BLANK = "[secret]";

/** `secrets`: texts that stand in no line. */
export function createLog(role: string, level = "info", secrets: readonly string[] = []): Log {
  return pino({
    level,
    base: { role, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: toldOf },
    hooks: { streamWrite: strikeOut(secrets) },
    redact: {
      paths: [
        ...["req.headers.authorization", "req.headers.cookie"],
        ...SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      ],
      censor: BLANK,
    },
  });
}

function toldOf(failure: unknown): unknown {
  if (!(failure instanceof Error)) return failure;
  const whole = stdSerializers.err(failure) as unknown as Record<string, unknown>;
  const told = Object.fromEntries(TOLD.flatMap((name) => (whole[name] === undefined ? [] : [[name, whole[name]]])));
  const several = failure instanceof AggregateError ? { aggregateErrors: failure.errors.map(toldOf) } : {};
  return { ...told, ...several };
}

/** The longest first: one may begin with another. */
function strikeOut(secrets: readonly string[]): (line: string) => string {
  const written = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const all = [...new Set(written)].sort((one, other) => other.length - one.length);
  return (line) => all.reduce((text, secret) => text.replaceAll(secret, BLANK), line);
}
