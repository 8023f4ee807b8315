/** What a page shows of a story beyond its card. */
export interface StoryText {
  /** Safe HTML: see markdown.ts. */
  bodyHtml: string;
  byline: string;
  topics: string[];
  /** Ids of the stories that an editor put beside it. */
  related: string[];
  /** It can be heard, too: where, and how long. */
  audio?: { path: string; seconds: number };
}
