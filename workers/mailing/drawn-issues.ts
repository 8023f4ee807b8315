import type { IssueMails } from "../../core/mailing/issue-mails.ts";

const KEPT_AT_MOST = 8;

/**
 * The issues in hand, each drawn once for each state of its texts: `content` changes when a story of it does. Whoever
 * asks while one is drawn waits for that one.
 */
export function createDrawnIssues(draw: (issue: string) => Promise<IssueMails | null>) {
  const drawn = new Map<string, Promise<IssueMails | null>>();
  return {
    mails(issue: string, content: string): Promise<IssueMails | null> {
      const key = `${issue} ${content}`;
      const held = drawn.get(key);
      if (held) return held;
      const made = draw(issue);
      drawn.set(key, made);
      made.catch(() => drawn.delete(key));
      for (const oldest of drawn.keys()) {
        if (drawn.size <= KEPT_AT_MOST) break;
        drawn.delete(oldest);
      }
      return made;
    },
  };
}
