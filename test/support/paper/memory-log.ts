import { pino } from "pino";
import type { Log } from "../../../core/process/log.ts";

/** A log whose lines a test can read: level and message of each. */
export function memoryLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log = pino(
    { level: "info", formatters: { level: (level) => ({ level }) } },
    {
      write: (line: string) => {
        const { level, msg } = JSON.parse(line) as { level: string; msg: string };
        lines.push(`${level}: ${msg}`);
      },
    },
  );
  return { log, lines };
}
