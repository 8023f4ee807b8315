import { expect } from "vitest";
import type { IssueReceipt } from "../../../core/news/newsletter.ts";
import { eventually } from "../deadline.ts";
import type { AskOptions, Editor } from "./editor.ts";

export interface PostedIssue {
  id: string;
  receiptUrl: string;
}

/** Posts an issue and takes nothing but a 201 for an answer. */
export async function postIssue(
  editor: Editor,
  newsletter: string,
  issue: object,
  options: AskOptions = {},
): Promise<PostedIssue> {
  const answer = await editor.ask("POST", `/v1/newsletters/${newsletter}/issues`, issue, options);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as PostedIssue;
}

/** The receipt, which has to add up whenever it is read. */
export async function readReceipt(editor: Editor, receiptUrl: string): Promise<IssueReceipt> {
  const { status, text, json } = await editor.ask("GET", new URL(receiptUrl).pathname);
  expect(status, text).toBe(200);
  const receipt = json as IssueReceipt;
  const { recipients, pending, inFlight, sent, failed, suppressed, doubtful } = receipt;
  expect(pending + inFlight + sent + failed + suppressed + doubtful, text).toBe(recipients);
  return receipt;
}

/** Reads the books, again and again, until nothing is pending or in flight. */
export async function untilDone(editor: Editor, receiptUrl: string, deadlineMs?: number): Promise<IssueReceipt> {
  return eventually(
    "the end of the sending",
    async () => {
      const receipt = await readReceipt(editor, receiptUrl);
      return receipt.pending + receipt.inFlight === 0 ? receipt : undefined;
    },
    deadlineMs,
  );
}
