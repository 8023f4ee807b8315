import { lastLines, withoutFrames } from "../process/run.ts";

/** The end of a JSON log, as a person reads it: the message and the error's own; lines that are no JSON as they are. */
export function readableLog(text: string, count: number): string {
  return lastLines(withoutFrames(text), count)
    .split("\n")
    .map((line) => `    ${readableLine(line)}`)
    .join("\n");
}

function readableLine(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    const parts = [msg, err?.message].filter((part, place, all) => part && all.indexOf(part) === place);
    return parts.join(": ") || line;
  } catch {
    return line;
  }
}
