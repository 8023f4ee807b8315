import { timeText } from "../../../core/clock.ts";
import type { DeskDoubt } from "../../../core/pipes/desk-mailing.ts";
import { readIssue, scheduleIssue, startIssue, turnIssue } from "../../../core/store/mailing/issues/issues.ts";
import { decideDoubt, listDoubts } from "../../../core/store/mailing/issues/sending.ts";
import { noteAct } from "../../../core/store/people/audit-log.ts";
import { isUuid } from "../../../core/uuid.ts";
import { type EditorCall, pathParameter, type Reply } from "../../http/answers/answer.ts";
import { invalid, isProblem, type Problem, problem } from "../../http/answers/problem.ts";
import { readJson } from "../../http/body.ts";
import { shaped } from "../fields/story-rules.ts";
import { storyIdOf } from "../reading/public-story.ts";
import { doubtDecision, issueTurn } from "./issue-schema.ts";
import { NO_SUCH_ISSUE } from "./keep-issues.ts";
import type { IssueParts } from "./post-issue.ts";

/**
 * `POST /v1/desk/issues/{id}/start`: sends it now, or at `sendAt`. Only the version that the editor has seen; a second
 * click finds it started.
 */
export function startDeskIssue(parts: IssueParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const { store, issueSchemas, publicUrl, seen } = parts;
    const asked = await askedOf(call, issueSchemas.start);
    if (isProblem(asked)) return asked;
    const { id, fields } = asked;
    const issue = await call.patience.wait(readIssue(store, id));
    if (!issue) return NO_SUCH_ISSUE;
    if (issue.subject.trim() === "") return invalid([{ pointer: "/subject", detail: "must not be blank" }]);
    const by = { account: call.account, address: call.caller.address };
    if (fields.sendAt && fields.sendAt.getTime() > parts.clock.now()) {
      const { sendAt, version } = fields;
      if (!(await call.patience.wait(scheduleIssue(store, id, version, sendAt)))) return inState(parts, call, id);
      await call.patience.wait(noteAct(store, by, "issue.schedule", { issue: id, newsletter: issue.newsletter }));
      parts.wakeMailers(id, null, sendAt);
      return { status: 204 };
    }
    const { version } = fields;
    const { word, seq } = await call.patience.wait(
      startIssue(store, { issue: id, origin: publicUrl, seen: seen(), version, by }),
    );
    if (word !== "started") return inState(parts, call, id);
    parts.wakeMailers(id, seq, null);
    return { status: 204 };
  };
}

/** `POST /v1/desk/issues/{id}/state`: pause, go on, cancel. */
export function turnDeskIssue(parts: IssueParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const asked = await askedOf(call, issueTurn);
    if (isProblem(asked)) return asked;
    const { id, fields } = asked;
    const by = { account: call.account, address: call.caller.address };
    const word = await call.patience.wait(turnIssue(parts.store, { issue: id, to: fields.to }, by));
    if (word === "missing") return NO_SUCH_ISSUE;
    if (word === "not_so") return inState(parts, call, id);
    if (fields.to === "sending") parts.wakeMailers(id, null, null);
    return { status: 204 };
  };
}

/** `GET /v1/desk/issues/{id}/doubtful`: mails of which nobody knows whether they left, and nobody has decided. */
export function listIssueDoubts({ store }: Pick<IssueParts, "store">) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = storyIdOf(call);
    if (id === null || !(await call.patience.wait(readIssue(store, id)))) return NO_SUCH_ISSUE;
    const doubts = await call.patience.wait(listDoubts(store, id));
    const told: DeskDoubt[] = doubts.map(({ at, ...doubt }) => ({ ...doubt, at: timeText(at.getTime()) }));
    return { status: 200, json: JSON.stringify({ doubtful: told }), headers: { "Cache-Control": "no-store" } };
  };
}

/** `POST /v1/desk/issues/{id}/doubtful/{subscriber}`: once more, or left as it is. */
export function decideIssueDoubt(parts: IssueParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const subscriber = pathParameter(call, "subscriber");
    const asked = await askedOf(call, doubtDecision);
    if (isProblem(asked)) return asked;
    const { id, fields } = asked;
    const by = { account: call.account, address: call.caller.address };
    const word = isUuid(subscriber)
      ? await call.patience.wait(decideDoubt(parts.store, { issue: id, subscriber, again: fields.again }, by))
      : "missing";
    if (word === "missing") return NO_SUCH_ISSUE;
    if (word === "not_doubtful") return problem("issue-state", "This mail is not in doubt, or it was decided already.");
    if (fields.again) parts.wakeMailers(id, null, null);
    return { status: 204 };
  };
}

async function askedOf<Schema extends Parameters<typeof shaped>[0]>(
  call: EditorCall,
  schema: Schema,
): Promise<{ id: string; fields: ReturnType<Schema["parse"]> } | Problem> {
  const id = storyIdOf(call);
  if (id === null) return NO_SUCH_ISSUE;
  const body = await readJson(call.request);
  if (isProblem(body)) return body;
  const checked = shaped(schema, body.json);
  return isProblem(checked) ? checked : { id, fields: checked.fields as ReturnType<Schema["parse"]> };
}

async function inState({ store }: Pick<IssueParts, "store">, call: EditorCall, id: string): Promise<Problem> {
  const issue = await call.patience.wait(readIssue(store, id));
  if (!issue) return NO_SUCH_ISSUE;
  const { state, version, remark } = issue;
  const members = { state, current: version, ...(remark !== null && { remark }) };
  return state === "draft" || state === "scheduled"
    ? problem("issue-changed", `The issue is at version ${version}.`, { members })
    : problem("issue-state", `The issue is ${state}${remark === null ? "" : `: ${remark}`}.`, { members });
}
