import { isPublished, type PublishedEntry } from "../news/front-page.ts";
import { drawIssue } from "../page/mail/issue-mail.ts";
import type { DrawnMail } from "../page/mail/mail-frame.ts";
import type { Site } from "../settings/config.ts";
import type { MailSettings } from "../settings/mail-settings.ts";
import type { Store } from "../store/connect.ts";
import { type IssueText, readIssue } from "../store/mailing/issues/issues.ts";
import { readNewsletter } from "../store/mailing/newsletters.ts";
import { readStories } from "../store/stories/stories.ts";
import { storyEntry } from "../store/stories/story-entry.ts";
import { type LinkMarks, type MailForMany, mailForMany, makeMarks } from "./mail-bytes.ts";
import { AUTOMATIC, listIdHeader, messageIdOf, oneClickHeaders } from "./mail-headers.ts";
import { preferencesUrl, unsubscribeUrl } from "./reader-links.ts";

export interface IssueMailParts {
  store: Store;
  site: Site;
  from: MailSettings["from"];
  now: () => number;
}

/** The stories that an issue names and that stand, in its order, as they read now. */
export async function standingEntries(
  { store, site }: Pick<IssueMailParts, "store" | "site">,
  storyIds: readonly string[],
): Promise<PublishedEntry[]> {
  const found = await readStories(store, storyIds);
  const byId = new Map(found.map((story) => [story.id, storyEntry(story, "", site.publicUrl)]));
  return storyIds.flatMap((id) => {
    const entry = byId.get(id);
    return entry && isPublished(entry) ? [entry] : [];
  });
}

/** An issue drawn with what stands now. `online`: its address on the site. */
export async function drawPresent(
  parts: IssueMailParts,
  text: IssueText,
  links: LinkMarks & { online: string },
): Promise<DrawnMail> {
  const { store, site, now } = parts;
  const newsletter = await readNewsletter(store, text.newsletter);
  const entries = await standingEntries(parts, text.storyIds);
  const paper = { sections: site.sections, timeZone: site.timeZone, nowMs: now() };
  return drawIssue(site, paper, { ...text, newsletter: newsletter?.name ?? text.newsletter, entries }, links);
}

/** A reader as a mail must know one. */
export interface Addressee {
  id: string;
  email: string;
  secret: Buffer;
}

/** An issue that is drawn, for any number of readers. */
export interface IssueMails {
  mailTo(reader: Addressee): { messageId: string; bytes: Buffer };
}

/** Draws an issue once; null: it has gone. An alert's subject is its story's headline as it reads now. */
export async function issueMails(parts: IssueMailParts, issueId: string): Promise<IssueMails | null> {
  const { store, site, from, now } = parts;
  const issue = await readIssue(store, issueId);
  if (!issue) return null;
  const newsletter = await readNewsletter(store, issue.newsletter);
  const { publicUrl } = site;
  const alert = issue.alert_story === null ? [] : await standingEntries(parts, [issue.alert_story]);
  const subject = alert[0]?.story.headline ?? issue.subject;
  const online = alert[0]?.story.url ?? `${publicUrl}/newsletters/${issue.newsletter}/${issue.id}`;
  const text = { newsletter: issue.newsletter, subject, intro: issue.intro, storyIds: issue.story_ids };
  const marks = makeMarks();
  const mails: MailForMany = mailForMany(await drawPresent(parts, text, { ...marks, online }), marks);
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  const shared = { ...listIdHeader(newsletter?.name ?? issue.newsletter, issue.newsletter, domain), ...AUTOMATIC };
  return {
    mailTo({ id, email, secret }) {
      const owner = { id, secret };
      const unsubscribe = unsubscribeUrl(publicUrl, owner, issue.newsletter);
      const messageId = messageIdOf({ mail: issueId, subscriber: id }, domain);
      const headers = {
        ...{ from, to: email, subject, date: new Date(now()), messageId },
        others: { ...shared, Precedence: "bulk", ...oneClickHeaders(unsubscribe) },
      };
      const bytes = mails.bytesFor(headers, { unsubscribe, preferences: preferencesUrl(publicUrl, owner) });
      return { messageId, bytes };
    },
  };
}
