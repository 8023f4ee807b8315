import type { Urgency } from "./story.ts";

/** A story as the digest weighs it. */
export interface DigestStory {
  id: string;
  section: string;
  urgency: Urgency;
  headline: string;
  /** Whether it has led the front page. */
  hasLed: boolean;
  /** First publication. */
  firstAt: Date;
}

/**
 * What a digest tells, and in which order: every alert, the gravest first, then what has led the front page, then the
 * newest of each section in turn, in the paper's order of sections, so that no busy section crowds out the others. Within
 * a rank the newer first. The same stories always give the same digest, in whatever order they come.
 */
export function digestOf<Story extends DigestStory>(
  stories: readonly Story[],
  { sections, atMost }: { sections: readonly string[]; atMost: number },
): Story[] {
  const byTime = [...stories].sort((a, b) => b.firstAt.getTime() - a.firstAt.getTime() || (a.id < b.id ? -1 : 1));
  const first = [0, 1, 2].flatMap((rank) => byTime.filter((story) => rankOf(story) === rank));
  return [
    ...first,
    ...inTurn(
      byTime.filter((story) => rankOf(story) === 3),
      sections,
    ),
  ].slice(0, atMost);
}

function rankOf({ urgency, hasLed }: DigestStory): number {
  if (urgency === "flash") return 0;
  if (urgency === "breaking") return 1;
  return hasLed ? 2 : 3;
}

function inTurn<Story extends DigestStory>(stories: Story[], sections: readonly string[]): Story[] {
  const known = new Set(sections);
  const others = stories.filter(({ section }) => !known.has(section)); // of sections that the paper no longer has
  const lines = [...sections.map((slug) => stories.filter(({ section }) => section === slug)), others];
  const longest = Math.max(0, ...lines.map((line) => line.length));
  return Array.from({ length: longest }, (_, turn) => lines.flatMap((line) => line[turn] ?? [])).flat();
}

const SUBJECT_CHARACTERS = 150;

/** "Morning Briefing: what leads it" */
export function digestSubject(newsletter: string, stories: readonly DigestStory[]): string {
  const [lead] = stories;
  const characters = [...(lead ? `${newsletter}: ${lead.headline}` : newsletter)];
  return characters.length <= SUBJECT_CHARACTERS
    ? characters.join("")
    : `${characters
        .slice(0, SUBJECT_CHARACTERS - 1)
        .join("")
        .trimEnd()}…`;
}
