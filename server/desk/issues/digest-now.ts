import { type DigestStory, digestOf } from "../../../core/news/digest.ts";
import type { Store } from "../../../core/store/connect.ts";
import { digestStories } from "../../../core/store/mailing/issues/recurring.ts";
import type { StoredNewsletter } from "../../../core/store/mailing/newsletters.ts";

export interface DigestParts {
  store: Store;
  sectionSlugs: readonly string[];
}

/** What a newsletter's next issue would tell if it were made now: what came out since the last, a day or a week back. */
export async function readDigest(
  { store, sectionSlugs }: DigestParts,
  newsletter: StoredNewsletter,
): Promise<DigestStory[]> {
  const stories = await digestStories(store, newsletter, newsletter.cadence === "weekly" ? 7 : 1);
  return digestOf(stories, { sections: sectionSlugs, atMost: newsletter.stories_at_most });
}
