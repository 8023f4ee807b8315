/** A text and what is selected in it. */
export interface Marked {
  text: string;
  start: number;
  end: number;
}

export const MARKS = [
  { name: "bold", label: "Bold", sign: "B" },
  { name: "italic", label: "Italic", sign: "I" },
  { name: "link", label: "Link", sign: "Link" },
  { name: "heading", label: "Heading", sign: "H" },
  { name: "quote", label: "Quote", sign: "”" },
  { name: "list", label: "List", sign: "•" },
] as const;
export type Mark = (typeof MARKS)[number]["name"];

const AROUND: Partial<Record<Mark, string>> = { bold: "**", italic: "*" };
const BEFORE: Partial<Record<Mark, string>> = { heading: "## ", quote: "> ", list: "- " };

/** Markdown put around the selection, or at the beginning of each of its lines; once more takes it away again. Pure. */
export function marked({ text, start, end }: Marked, mark: Mark): Marked {
  const around = AROUND[mark];
  if (around) return surrounded({ text, start, end }, around);
  const before = BEFORE[mark];
  if (before) return prefixed({ text, start, end }, before);
  const words = text.slice(start, end) || "words";
  const link = `[${words}](https://)`;
  const address = start + link.length - 1;
  return { text: text.slice(0, start) + link + text.slice(end), start: address, end: address };
}

function surrounded({ text, start, end }: Marked, sign: string): Marked {
  const width = sign.length;
  const isMarked = text.slice(start - width, start) === sign && text.slice(end, end + width) === sign;
  if (isMarked) {
    const bare = text.slice(0, start - width) + text.slice(start, end) + text.slice(end + width);
    return { text: bare, start: start - width, end: end - width };
  }
  const words = text.slice(start, end) || "words";
  const written = text.slice(0, start) + sign + words + sign + text.slice(end);
  return { text: written, start: start + width, end: start + width + words.length };
}

function prefixed({ text, start, end }: Marked, sign: string): Marked {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
  const lines = text.slice(from, to).split("\n");
  const areMarked = lines.every((line) => line.startsWith(sign));
  const changed = lines.map((line) => (areMarked ? line.slice(sign.length) : sign + line)).join("\n");
  return { text: text.slice(0, from) + changed + text.slice(to), start: from, end: from + changed.length };
}
