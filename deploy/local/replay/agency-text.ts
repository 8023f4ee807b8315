/*
 * What agencies send is typewriter text: lines of some sixty characters, each paragraph begun by four spaces, which
 * Markdown would set as code. Here it becomes what the API takes, and stays the same however often it is done.
 */

const MAX_TOPICS = 12;
const MAX_TOPIC_CHARACTERS = 64;
const INDENTED = /^(?: {3,}| *\t)\s*\S/;

/** One line: white space collapsed, none at either end, NFC. */
export function tidyHeadline(headline: string): string {
  return headline.normalize("NFC").replace(/\s+/g, " ").trim();
}

/**
 * Markdown of an agency's body: a line indented by three spaces or more (or a tab) begins a paragraph, as does the
 * agency's sign-off in the last line; every other line break stays where it was.
 */
export function tidyBody(body: string): string {
  const lines = body.normalize("NFC").replace(/\r\n?/g, "\n").trimEnd().split("\n");
  const tidied: string[] = [];
  lines.forEach((line, at) => {
    const isSignOff = at === lines.length - 1 && /^ +\S+\s*$/.test(line);
    const beginsParagraph = isSignOff || INDENTED.test(line);
    if (beginsParagraph && tidied.at(-1)) tidied.push("");
    tidied.push(beginsParagraph ? line.trim() : line.trimEnd());
  });
  return tidied.join("\n").trim();
}

/** At most twelve topics of at most 64 characters, none empty or twice. Whatever is not a text is left out. */
export function tidyTopics(topics: unknown): string[] {
  if (!Array.isArray(topics)) return [];
  const texts = topics.filter((topic) => typeof topic === "string").map(tidyHeadline);
  const short = texts.map((text) => [...text].slice(0, MAX_TOPIC_CHARACTERS).join("").trim());
  return [...new Set(short)].filter(Boolean).slice(0, MAX_TOPICS);
}
