import { randomUUIDv7 } from "node:crypto";
import type { WireHead } from "../../../core/news/wire-event.ts";
import { postIssue as commitIssue, type PostIssueOutcome } from "../../../core/store/mailing/issues/issues.ts";
import { readReceipt } from "../../../core/store/mailing/issues/sending.ts";
import { readNewsletter, type StoredNewsletter } from "../../../core/store/mailing/newsletters.ts";
import { isOutcomeKnown } from "../../../core/store/wire/commit-revision.ts";
import { isUuid } from "../../../core/uuid.ts";
import { type Answer, type EditorCall, pathParameter, type Reply } from "../../http/answers/answer.ts";
import { invalid, isProblem, type Problem, problem } from "../../http/answers/problem.ts";
import { unseenAmong } from "../fields/related-stories.ts";
import { shaped } from "../fields/story-rules.ts";
import type { CommitParts } from "../stories/commit.ts";
import { type Asked, earlierAnswer, readAsked } from "../stories/idempotency.ts";
import { LineStandsStill } from "../stories/turns.ts";
import { readDigest } from "./digest-now.ts";
import type { IssueSchemas } from "./issue-schema.ts";

export interface IssueParts
  extends Pick<CommitParts, "store" | "turns" | "clock" | "log" | "publicUrl" | "untilHeard"> {
  issueSchemas: IssueSchemas;
  sectionSlugs: readonly string[];
  seen: () => WireHead;
  /** Wakes the workers; nobody waits for it. */
  wakeMailers: (issue: string, seq: number | null, sendAt: Date | null) => void;
}

export const NO_SUCH_NEWSLETTER = problem("not-found", "There is no such newsletter.");

/** `POST /v1/newsletters/{slug}/issues`: 201 once it is durable who gets it, or that it waits for its hour. */
export function postIssue(parts: IssueParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const newsletter = await newsletterAskedFor(parts, call);
    if (!newsletter) return NO_SUCH_NEWSLETTER;
    const asked = await readAsked(call);
    if (isProblem(asked)) return asked;
    const checked = await checkIssue(parts, call, newsletter, asked);
    if (!isProblem(checked)) return commitOnce(parts, call, checked);
    const answer = await call.patience.wait(earlierAnswer(parts.store, asked));
    return answer === null ? checked : created(answer, { "Idempotency-Replayed": "true" });
  };
}

type IssueToCommit = Parameters<typeof commitIssue>[1];

async function checkIssue(
  { store, issueSchemas, sectionSlugs, publicUrl, seen }: IssueParts,
  { patience }: EditorCall,
  newsletter: StoredNewsletter,
  asked: Asked,
): Promise<IssueToCommit | Problem> {
  const checked = shaped(issueSchemas.post, asked.json);
  if (isProblem(checked)) return checked;
  const { subject, intro = "", storyIds, sendAt = null } = checked.fields;
  const unseen = await patience.wait(unseenAmong(store, storyIds));
  if (unseen.length > 0) {
    return invalid(unseen.map((error) => ({ ...error, pointer: error.pointer.replace("/related", "/storyIds") })));
  }
  const digest = storyIds ?? (await patience.wait(readDigest({ store, sectionSlugs }, newsletter))).map(({ id }) => id);
  const { account, address, key, hash } = asked;
  return {
    ...{ id: randomUUIDv7(), newsletter: newsletter.slug, subject, intro, storyIds: digest, sendAt },
    ...{ account, address, key, hash, origin: publicUrl, seen: seen() },
  };
}

async function commitOnce(parts: IssueParts, { patience }: EditorCall, issue: IssueToCommit): Promise<Reply> {
  const { store, turns, log } = parts;
  let outcome: PostIssueOutcome;
  try {
    outcome = await turns.take((stoodInLineMs) => patience.wait(commitIssue(store, issue), stoodInLineMs));
  } catch (failure) {
    if (failure instanceof LineStandsStill || isOutcomeKnown(failure)) throw failure;
    log.warn({ err: failure, issue: issue.id }, "nobody knows whether this issue was committed");
    return problem("outcome-unknown", "The database did not say whether the request was carried out.");
  }
  if (outcome.outcome === "key_reused") {
    return problem("key-reused", "This Idempotency-Key was used for another request.");
  }
  if (outcome.outcome === "replayed") return created(outcome.answer, { "Idempotency-Replayed": "true" });
  parts.wakeMailers(issue.id, outcome.seq, issue.sendAt);
  if (outcome.seq !== null) await parts.untilHeard(outcome.seq);
  return created(outcome.answer);
}

function created(answer: string, headers: Record<string, string> = {}): Answer {
  const { receiptUrl } = JSON.parse(answer) as { receiptUrl: string };
  return { status: 201, json: answer, headers: { "Cache-Control": "no-store", Location: receiptUrl, ...headers } };
}

/** `GET /v1/newsletters/{slug}/issues/{id}/receipt`: what became of every recipient; it always adds up. */
export function readIssueReceipt({ store }: Pick<IssueParts, "store">) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = pathParameter(call, "id");
    const slug = pathParameter(call, "slug");
    const receipt = isUuid(id) ? await call.patience.wait(readReceipt(store, slug, id)) : null;
    if (!receipt) return problem("not-found", "There is no such issue of this newsletter.");
    return { status: 200, json: JSON.stringify(receipt), headers: { "Cache-Control": "no-store" } };
  };
}

async function newsletterAskedFor({ store }: Pick<IssueParts, "store">, call: EditorCall) {
  const slug = pathParameter(call, "slug");
  return slug.includes("\0") ? null : call.patience.wait(readNewsletter(store, slug));
}
