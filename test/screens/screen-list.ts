import type { Page } from "playwright-core";
import { alerts, choices, inbox, issue, issueMail, issues, sending, strip } from "./newsletter-acts.ts";
import { broken, compose, confirm, receipt, story } from "./story-acts.ts";

/** A page that is shown in docs/screens.md. A line here adds one. */
export interface Screen {
  /** The picture's file name. */
  name: string;
  title: string;
  /** An address of the paper, or one of the places that are made for it: see open-site.ts. */
  at: string;
  /** What is done there before it is looked at; `turn`: which of its pictures this is, from 0. */
  act?: (page: Page, turn: number) => Promise<void>;
}

/** A mail that is shown there. `mail`: one of those that are made for it, see make-readers.ts. */
export interface MailShown {
  name: string;
  title: string;
  mail: string;
}

export const PAPER: Screen[] = [
  { name: "front", title: "The front page", at: "/" },
  { name: "section", title: "A section", at: "/section/science" },
  { name: "article", title: "An article, corrected", at: "corrected" },
  { name: "latest", title: "All headlines", at: "/latest" },
  { name: "search", title: "Search, with a word mistyped", at: "/search?q=squirels" },
  { name: "past", title: "The time machine", at: "/at" },
  { name: "about", title: "About the paper", at: "/about" },
  { name: "accessibility", title: "Accessibility", at: "/accessibility" },
  { name: "privacy", title: "Privacy", at: "/privacy" },
  { name: "not-found", title: "404: no such page", at: "/no-such-page" },
  { name: "taken-back", title: "410: a story that was taken back", at: "taken back" },
  { name: "unavailable", title: "503: the page cannot be made", at: "unavailable" },
  { name: "offline", title: "Without a line", at: "/offline" },
  { name: "your-paper", title: "Your paper: what a device follows", at: "/", act: choices },
  { name: "your-alerts", title: "Your paper: alerts", at: "/", act: alerts },
];

export const NEWSLETTERS: Screen[] = [
  { name: "newsletters", title: "All newsletters", at: "/newsletters" },
  { name: "newsletter", title: "A newsletter and its issues", at: "/newsletters/morning-briefing" },
  { name: "newsletter-issue", title: "An issue, as it would read now", at: "issue" },
  { name: "newsletter-confirm", title: "One click to confirm", at: "confirm" },
  { name: "newsletter-preferences", title: "What a reader gets", at: "preferences" },
  { name: "newsletter-unsubscribe", title: "Leaving", at: "unsubscribe" },
];

export const MAILS: MailShown[] = [
  { name: "mail-confirm", title: "Please confirm", mail: "confirm" },
  { name: "mail-welcome", title: "Welcome", mail: "welcome" },
  { name: "mail-already", title: "You already get it", mail: "already there" },
  { name: "mail-issue", title: "An issue", mail: "issue" },
  { name: "mail-alert", title: "An alert", mail: "alert" },
];

export const DESK: Screen[] = [
  { name: "desk-sign-in", title: "Signing in", at: "/desk/sign-in" },
  { name: "desk-compose", title: "Writing, and what the reader will see", at: "/desk", act: compose },
  { name: "desk-confirm", title: "A flash is asked for once more", at: "/desk", act: confirm },
  { name: "desk-receipt", title: "What became of it", at: "/desk", act: receipt },
  { name: "desk-stories", title: "A story that is out", at: "/desk", act: story },
  { name: "desk-broken", title: "A part of the way is broken", at: "/desk", act: broken },
  { name: "desk-strip", title: "The way, at a glance", at: "/desk", act: strip },
  { name: "desk-inbox", title: "What agencies send", at: "/desk", act: inbox },
  { name: "desk-issues", title: "Newsletters: what there is", at: "/desk", act: issues },
  { name: "desk-issue", title: "An issue, composed", at: "/desk", act: issue },
  { name: "desk-issue-mail", title: "An issue, as its mail", at: "/desk", act: issueMail },
  { name: "desk-sending", title: "An issue on its way", at: "/desk", act: sending },
  { name: "desk-sources", title: "Sources", at: "/desk/sources" },
  { name: "desk-webhooks", title: "Webhooks", at: "/desk/webhooks" },
  { name: "desk-people", title: "People", at: "/desk/people" },
  { name: "desk-audit-log", title: "The audit log", at: "/desk/audit-log" },
];
