import type { Desk } from "../start-desk.ts";

/** As readers know it; of a section that the paper no longer has, what is left: its slug. */
export function sectionName({ facts }: Desk, slug: string): string {
  return facts.sections.find((section) => section.slug === slug)?.name ?? slug;
}
