import type { DeskIssueDetail, IssueStory } from "../../../core/pipes/desk-mailing.ts";

/** An issue that is being composed here. */
export interface IssueText {
  id: string;
  /** As the server has it; 0: it has none yet. */
  version: number;
  newsletter: string;
  subject: string;
  intro: string;
  stories: IssueStory[];
  /** On the paper's wall clock; empty: now. */
  sendAt: string;
}

export function blankIssue(newsletter: string): IssueText {
  return { id: crypto.randomUUID(), version: 0, newsletter, subject: "", intro: "", stories: [], sendAt: "" };
}

export function textOf({ id, version, newsletter, subject, intro, stories }: DeskIssueDetail): IssueText {
  return { id, version, newsletter, subject, intro, stories, sendAt: "" };
}

export function isBlankIssue({ subject, intro, stories }: IssueText): boolean {
  return subject.trim() === "" && intro.trim() === "" && stories.length === 0;
}

/** The stories after one was moved by so many places. */
export function moved(stories: readonly IssueStory[], id: string, by: number): IssueStory[] {
  const from = stories.findIndex((story) => story.id === id);
  const to = Math.max(0, Math.min(stories.length - 1, from + by));
  const one = stories[from];
  if (!one || from === to) return [...stories];
  return stories.toSpliced(from, 1).toSpliced(to, 0, one);
}
