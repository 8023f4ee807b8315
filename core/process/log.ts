import { type Logger, pino } from "pino";

export type Log = Logger;

/** JSON lines on standard output; secrets are never written, whoever logs the object that holds them. */
export function createLog(role: string, level = "info"): Log {
  return pino({
    level,
    base: { role, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "req.headers.authorization",
        "req.headers.cookie",
        ...["editorToken", "databaseUrl", "redisUrl", "password", "token"],
        "*.editorToken",
        "*.databaseUrl",
        "*.redisUrl",
        "*.password",
        "*.token",
      ],
      censor: "[secret]",
    },
  });
}
