/** A part of the paper that a reader can follow. Its slug is what API, feeds and paths say. */
export interface Section {
  name: string;
  slug: string;
}

/** Lower case, hyphens: "UK" → "uk", "Arts & Books" → "arts-books". */
export function sectionNamed(name: string): Section {
  return { name, slug: slugOf(name) };
}

/**
 * The part of a path that only people read: lower-case ASCII words joined by hyphens, at most 80 characters.
 * Text without any such letter (another script, symbols) gives "story": the id in the path is what counts.
 */
export function slugOf(text: string): string {
  const words = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’]/g, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let slug = "";
  for (const word of words) {
    if (slug.length + word.length + 1 > 80) break;
    slug = slug ? `${slug}-${word}` : word;
  }
  return slug || "story";
}
