import { type Fold, frontPage, isPublished } from "../../news/front-page.ts";
import { tiersOf } from "../second-tier.ts";
import type { Paper } from "../story-parts.ts";
import { type DrawnMail, drawMail, type MailSite } from "./mail-frame.ts";
import { addressLine, button, footLine, heading, type MailPart, paragraph } from "./mail-parts.ts";
import { mailStory } from "./mail-story.ts";

/** A mail to one person, before it has an address. */
export interface Letter extends DrawnMail {
  subject: string;
}

/** What a letter tells of a newsletter. */
export interface NamedNewsletter {
  name: string;
  promise: string;
}

/** The question whether it was really the reader who asked. Nothing else is in it, also no news. */
export function confirmLetter(
  site: MailSite,
  {
    newsletters,
    confirmUrl,
    days,
    nowMs,
  }: { newsletters: NamedNewsletter[]; confirmUrl: string; days: number; nowMs: number },
): Letter {
  const names = listed(newsletters);
  const subject = `Please confirm: ${names}`;
  const parts = [
    heading(`Do you want ${names}?`),
    paragraph(`Somebody, we hope you, asked for ${names} at this address. ${promises(newsletters)}`),
    paragraph("Nothing is sent before you say yes on the page behind this link:"),
    button("Yes, I want it", confirmUrl),
    addressLine(confirmUrl),
    paragraph(`The link is good for ${days} days and works once.`),
  ];
  const foot = [
    footLine("Was it not you? Then do nothing: you will not hear from us, and the address is forgotten in a few days."),
  ];
  return { subject, ...drawMail(site, { subject, preheader: "One click, and it comes.", nowMs, parts, foot }) };
}

/** For whoever is subscribed already and asks again: the way to the own page, and nobody else learns of it. */
export function knownLetter(
  site: MailSite,
  { newsletters, preferencesUrl, nowMs }: { newsletters: NamedNewsletter[]; preferencesUrl: string; nowMs: number },
): Letter {
  const names = listed(newsletters);
  const subject = `You already get ${names}`;
  const parts = [
    heading(`You already get ${names}`),
    paragraph(
      `Somebody, we hope you, asked for ${names} at this address, and it is on its way to you as it was before. There is nothing to confirm.`,
    ),
    paragraph(
      "If mails do not reach you, look into the spam folder once. What you get, and when, is for you to choose:",
    ),
    button("Choose what you get", preferencesUrl),
  ];
  const foot = [footLine("Was it not you? Then do nothing; nothing has changed.")];
  return { subject, ...drawMail(site, { subject, preheader: "Nothing has changed.", nowMs, parts, foot }) };
}

export interface WelcomeFacts {
  newsletters: NamedNewsletter[];
  preferencesUrl: string;
  unsubscribeUrl: string;
  /** The paper as it is now. */
  fold: Fold;
  paper: Paper;
}

const STORIES = 8;

/** The first mail of a newsletter: a word of thanks, and the front page of this moment. */
export function welcomeLetter(site: MailSite, facts: WelcomeFacts): Letter {
  const { newsletters, preferencesUrl, unsubscribeUrl, fold, paper } = facts;
  const names = listed(newsletters);
  const subject = `Welcome to ${names}`;
  const { stories, headline } = frontStories(fold, paper);
  const parts = [
    heading(`Welcome to ${names}`),
    paragraph(
      `Thank you. ${promises(newsletters)}${stories.length > 0 ? " Until the next one, here is the front page as it stands." : ""}`,
    ),
    ...stories,
    ...(stories.length > 0 ? [button("The whole front page", `${site.publicUrl}/`)] : []),
  ];
  const foot = [
    footLine(`You get this because you confirmed ${names}.`),
    footLine("Choose what you get, or see and erase what is kept about you", preferencesUrl),
    footLine("Unsubscribe", unsubscribeUrl),
  ];
  const preheader = headline ?? "It is good to have you.";
  return { subject, ...drawMail(site, { subject, preheader, nowMs: paper.nowMs, parts, foot }) };
}

/** The lead, what stands around it, then the newest: the first of them large. */
function frontStories(fold: Fold, paper: Paper): { stories: MailPart[]; headline: string | undefined } {
  const page = frontPage(fold, paper.nowMs);
  const { related, second } = tiersOf(page, []);
  const first = page.lead ? [page.lead, ...second, ...related] : [];
  const rest = page.latest.filter(isPublished).filter((entry) => !first.includes(entry));
  const entries = [...first, ...rest].slice(0, STORIES);
  return {
    stories: entries.map((entry, place) => mailStory(entry, paper, place === 0 ? "lead" : "row")),
    headline: entries[0]?.story.headline,
  };
}

/** "Morning Briefing and The Week" */
function listed(newsletters: NamedNewsletter[]): string {
  return new Intl.ListFormat("en-GB").format(newsletters.map(({ name }) => name));
}

function promises(newsletters: NamedNewsletter[]): string {
  const [only, ...others] = newsletters;
  if (only && others.length === 0) return only.promise;
  return newsletters.map(({ name, promise }) => `${name}: ${promise}`).join(" ");
}
