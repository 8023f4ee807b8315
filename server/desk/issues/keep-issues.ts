import { timeText } from "../../../core/clock.ts";
import type { DeskIssue, DeskIssueDetail, DeskNewsletters } from "../../../core/pipes/desk-mailing.ts";
import type { Store } from "../../../core/store/connect.ts";
import { countAudience } from "../../../core/store/mailing/issues/audience.ts";
import { type ListedIssue, listIssues, readIssue, saveIssue } from "../../../core/store/mailing/issues/issues.ts";
import { readMailRate, setMailRate } from "../../../core/store/mailing/issues/sending.ts";
import { listNewsletters, readNewsletter } from "../../../core/store/mailing/newsletters.ts";
import { noteAct } from "../../../core/store/people/audit-log.ts";
import { readStories } from "../../../core/store/stories/stories.ts";
import { type EditorCall, pathParameter, type Reply } from "../../http/answers/answer.ts";
import { isProblem, problem } from "../../http/answers/problem.ts";
import { readJson } from "../../http/body.ts";
import { shaped } from "../fields/story-rules.ts";
import { storyIdOf } from "../reading/public-story.ts";
import { readDigest } from "./digest-now.ts";
import { issueToSave, mailRate } from "./issue-schema.ts";
import { NO_SUCH_NEWSLETTER } from "./post-issue.ts";

export interface KeepIssuesParts {
  store: Store;
  publicUrl: string;
  sectionSlugs: readonly string[];
  mail: { isRelay: boolean; outboxDir: string; perSecond: number };
}

const PRIVATE = { "Cache-Control": "no-store" };
export const NO_SUCH_ISSUE = problem("not-found", "There is no such issue.");
const LISTED_AT_MOST = 30;

/** `GET /v1/desk/newsletters`: each with its audience; where mails go, and how fast. */
export function listDeskNewsletters({ store, mail }: KeepIssuesParts) {
  return async ({ patience }: EditorCall): Promise<Reply> => {
    const [newsletters, audience, perSecond] = await Promise.all([
      patience.wait(listNewsletters(store)),
      patience.wait(countAudience(store)),
      patience.wait(readMailRate(store)),
    ]);
    const told: DeskNewsletters = {
      newsletters: newsletters.map(({ slug, name, promise, cadence, local_time, weekday }) => ({
        ...{ slug, name, promise, cadence, weekday, localTime: local_time?.slice(0, 5) ?? null },
        audience: audience.get(slug) ?? 0,
      })),
      outboxDir: mail.isRelay ? null : mail.outboxDir,
      rate: { perSecond: perSecond ?? mail.perSecond, isSetHere: perSecond !== null },
    };
    return { status: 200, json: JSON.stringify(told), headers: PRIVATE };
  };
}

/** `PUT /v1/desk/mail-rate`: of all workers together; null gives it back to the configuration. */
export function changeMailRate({ store }: KeepIssuesParts) {
  return async ({ request, patience, account, caller }: EditorCall): Promise<Reply> => {
    const body = await readJson(request);
    if (isProblem(body)) return body;
    const checked = shaped(mailRate, body.json);
    if (isProblem(checked)) return checked;
    await patience.wait(setMailRate(store, checked.fields.perSecond));
    await patience.wait(noteAct(store, { account, address: caller.address }, "mail.rate", checked.fields));
    return { status: 204 };
  };
}

/** `GET /v1/desk/newsletters/{slug}/digest`: what an issue made now would tell. */
export function suggestDigest(parts: KeepIssuesParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const newsletter = await call.patience.wait(readNewsletter(parts.store, pathParameter(call, "slug")));
    if (!newsletter) return NO_SUCH_NEWSLETTER;
    const digest = await call.patience.wait(readDigest(parts, newsletter));
    const stories = digest.map(({ id, headline, section }) => ({ id, headline, section, isOut: true }));
    return { status: 200, json: JSON.stringify({ stories }), headers: PRIVATE };
  };
}

/** `GET /v1/desk/issues`: of every state, the newest first. */
export function listDeskIssues({ store, publicUrl }: KeepIssuesParts) {
  return async ({ patience }: EditorCall): Promise<Reply> => {
    const issues = await patience.wait(listIssues(store, LISTED_AT_MOST));
    const told = issues.map((issue) => deskIssue(issue, publicUrl));
    return { status: 200, json: JSON.stringify({ issues: told }), headers: PRIVATE };
  };
}

/** `GET /v1/desk/issues/{id}` */
export function readDeskIssue(parts: KeepIssuesParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = storyIdOf(call);
    const detail = id === null ? null : await call.patience.wait(detailOf(parts, id));
    return detail ? { status: 200, json: JSON.stringify(detail), headers: PRIVATE } : NO_SUCH_ISSUE;
  };
}

/** `PUT /v1/desk/issues/{id}`: keeps an issue at work; 409 with the present one when somebody else saved in between. */
export function saveDeskIssue(parts: KeepIssuesParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = storyIdOf(call);
    if (id === null) return NO_SUCH_ISSUE;
    const body = await readJson(call.request);
    if (isProblem(body)) return body;
    const checked = shaped(issueToSave, body.json);
    if (isProblem(checked)) return checked;
    const { fields } = checked;
    if (!(await call.patience.wait(readNewsletter(parts.store, fields.newsletter)))) return NO_SUCH_NEWSLETTER;
    const saved = await call.patience.wait(
      saveIssue(parts.store, { id: id.toLowerCase(), account: call.account, ...fields }),
    );
    const present = await call.patience.wait(detailOf(parts, id));
    if (saved) return { status: 200, json: JSON.stringify(present), headers: PRIVATE };
    if (present && present.state !== "draft" && present.state !== "scheduled") {
      return problem("issue-state", `The issue is ${present.state}.`, { members: { state: present.state } });
    }
    return problem("issue-changed", `The issue is at version ${present?.version ?? 0}.`, {
      members: { current: present?.version ?? 0, issue: present },
    });
  };
}

async function detailOf({ store, publicUrl }: KeepIssuesParts, id: string): Promise<DeskIssueDetail | null> {
  const [issue, [listed]] = await Promise.all([readIssue(store, id), listIssues(store, 1, [id])]);
  if (!issue || !listed) return null;
  const stories = new Map((await readStories(store, issue.story_ids)).map((story) => [story.id, story]));
  return {
    ...deskIssue(listed, publicUrl),
    intro: issue.intro,
    stories: issue.story_ids.flatMap((storyId) => {
      const story = stories.get(storyId);
      if (!story) return [];
      const { headline, section, status } = story;
      return [
        { id: storyId, section, isOut: status === "published", headline: status === "retracted" ? "" : headline },
      ];
    }),
  };
}

/** An issue as the desk is told of it. */
export function deskIssue(issue: ListedIssue, publicUrl: string): DeskIssue {
  const { createdAt, sendAt, startedAt, endedAt, remark, ...rest } = issue;
  return {
    ...rest,
    createdAt: timeText(createdAt.getTime()),
    ...(sendAt && { sendAt: timeText(sendAt.getTime()) }),
    ...(startedAt && { startedAt: timeText(startedAt.getTime()) }),
    ...(endedAt && { endedAt: timeText(endedAt.getTime()) }),
    ...(remark !== null && { remark }),
    url: `${publicUrl}/newsletters/${issue.newsletter}/${issue.id}`,
  };
}
