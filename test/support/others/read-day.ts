import { readFile } from "node:fs/promises";

/** A day of news as an agency sent it (JSON Lines), each line as a story that the API takes. Lines that are none are left out. */
export async function readDay(file: string | URL): Promise<object[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter(Boolean);
  return lines.flatMap((line) => {
    const story = parsed(line);
    return story?.headline && story.headline.length <= 200
      ? [
          {
            headline: story.headline.trim(),
            body: story.body ?? "",
            section: "world",
            urgency: story.kind === "flash" ? "flash" : "routine",
          },
        ]
      : [];
  });
}

function parsed(line: string): { headline?: string; body?: string; kind?: string } | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
