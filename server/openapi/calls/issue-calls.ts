import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import {
  doubtDecision,
  type IssueSchemas,
  issueToSave,
  issueToSee,
  issueTurn,
  mailRate,
} from "../../desk/issues/issue-schema.ts";
import type { ProblemName } from "../../http/answers/problem.ts";
import { answered, editorOnly, refusals, write } from "../calls.ts";
import {
  deskIssueDetail,
  deskIssueList,
  deskNewsletters,
  digest,
  doubtList,
  issueAccepted,
  issuePreview,
  issueReceipt,
  newsletterList,
  testSent,
} from "./issue-answers.ts";

const slug = z.object({ slug: z.string().meta({ description: "The newsletter's." }) });
const issueId = z.object({ id: z.uuid().meta({ description: "The issue's id." }) });
const STRANGERS: ProblemName[] = ["unauthenticated", "forbidden", "second-factor"];
const WRITE: ProblemName[] = ["foreign-origin", "forged", "unreadable-request", "not-json", "too-large", "invalid"];

/** The calls about issues of newsletters: the contract's, and those of the desk's own application. */
export function issueCalls({ post, start }: IssueSchemas): ZodOpenApiPathsObject {
  const posted = write({
    ...{ operationId: "postIssue", summary: "Send an issue, or schedule it", schema: post, hasStory: false },
    ...{ example: { subject: "Morning Briefing", intro: "Good morning." }, refusedAs: ["not-found"] as ProblemName[] },
  });
  return {
    "/v1/newsletters": {
      get: {
        ...{
          operationId: "listOpenNewsletters",
          summary: "The newsletters that can be asked for",
          tags: ["Newsletters"],
        },
        responses: { ...answered("In the paper's order", newsletterList), ...refusals("unavailable") },
      },
    },
    "/v1/newsletters/{slug}/issues": {
      post: {
        ...posted,
        tags: ["Newsletters"],
        requestParams: { ...posted.requestParams, path: slug },
        responses: { ...posted.responses, 201: created },
      },
    },
    "/v1/newsletters/{slug}/issues/{id}/receipt": {
      get: {
        ...read("readIssueReceipt", "What became of every recipient; it always adds up", issueReceipt, "not-found"),
        tags: ["Newsletters"],
        requestParams: { path: slug.extend(issueId.shape) },
      },
    },
    "/v1/desk/newsletters": {
      get: read("listNewsletters", "The newsletters, their audience, and where mails go", deskNewsletters),
    },
    "/v1/desk/newsletters/{slug}/digest": {
      get: {
        ...read("suggestDigest", "What an issue made now would tell", digest, "not-found"),
        requestParams: { path: slug },
      },
    },
    "/v1/desk/mail-rate": { put: { ...act("setMailRate", "How many mails leave in a second"), ...taking(mailRate) } },
    ...deskIssueCalls(start),
  };
}

const created = {
  description: "Durable: who gets it is written down, or it waits. Sent again with the same key: the same answer.",
  content: { "application/json": { schema: issueAccepted } },
  headers: z.object({ Location: z.url(), "Idempotency-Replayed": z.literal("true").optional() }),
};

function deskIssueCalls(start: IssueSchemas["start"]): ZodOpenApiPathsObject {
  const ofIssue = { requestParams: { path: issueId } };
  return {
    "/v1/desk/issues": { get: read("listIssues", "Issues of every state, the newest first", deskIssueList) },
    "/v1/desk/issues/preview": {
      post: {
        ...read("previewIssue", "The mail as it would leave now", issuePreview, ...WRITE, "not-found"),
        ...taking(issueToSee),
      },
    },
    "/v1/desk/issues/test": {
      post: {
        ...read("testIssue", "The same to the editor's own address", testSent, ...WRITE, "not-found"),
        ...taking(issueToSee),
      },
    },
    "/v1/desk/issues/{id}": {
      get: { ...read("readIssue", "An issue and its stories", deskIssueDetail, "not-found"), ...ofIssue },
      put: {
        ...read(
          "saveIssue",
          "Keep an issue as the next version",
          deskIssueDetail,
          ...WRITE,
          "not-found",
          "issue-changed",
          "issue-state",
        ),
        ...ofIssue,
        ...taking(issueToSave),
      },
    },
    "/v1/desk/issues/{id}/start": {
      post: {
        ...act("startIssue", "Send it now, or at `sendAt`", "issue-changed", "issue-state"),
        ...ofIssue,
        ...taking(start),
      },
    },
    "/v1/desk/issues/{id}/state": {
      post: {
        ...act("turnIssue", "Pause it, go on, cancel it", "issue-state", "issue-changed"),
        ...ofIssue,
        ...taking(issueTurn),
      },
    },
    "/v1/desk/issues/{id}/doubtful": {
      get: {
        ...read("listDoubtful", "Mails of which nobody knows whether they left", doubtList, "not-found"),
        ...ofIssue,
      },
    },
    "/v1/desk/issues/{id}/doubtful/{subscriber}": {
      post: {
        ...act("decideDoubtful", "Send it once more, or leave it as it is", "issue-state"),
        requestParams: { path: issueId.extend({ subscriber: z.uuid() }) },
        ...taking(doubtDecision),
      },
    },
  };
}

function read(operationId: string, summary: string, schema: z.ZodType, ...refused: ProblemName[]) {
  return {
    ...editorOnly(operationId, summary),
    responses: { ...answered(summary, schema), ...refusals(...STRANGERS, ...refused, "unavailable") },
  };
}

function act(operationId: string, summary: string, ...refused: ProblemName[]) {
  return {
    ...editorOnly(operationId, summary),
    responses: {
      204: { description: "Done" },
      ...refusals(...STRANGERS, ...WRITE, "not-found", ...refused, "unavailable"),
    },
  };
}

function taking(schema: z.ZodType) {
  return { requestBody: { required: true, content: { "application/json": { schema } } } };
}
