import { randomUUIDv7 } from "node:crypto";
import type { MailLine } from "../../../core/mailing/connect-mail.ts";
import { drawPresent } from "../../../core/mailing/issue-mails.ts";
import { messageIdOf } from "../../../core/mailing/mail-headers.ts";
import type { DrawnMail } from "../../../core/page/mail/mail-frame.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { MailSettings } from "../../../core/settings/mail-settings.ts";
import type { Store } from "../../../core/store/connect.ts";
import { readNewsletter } from "../../../core/store/mailing/newsletters.ts";
import { noteAct } from "../../../core/store/people/audit-log.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem, type Problem, problem } from "../../http/answers/problem.ts";
import { readJson } from "../../http/body.ts";
import { shaped } from "../fields/story-rules.ts";
import { issueToSee } from "./issue-schema.ts";
import { NO_SUCH_NEWSLETTER } from "./post-issue.ts";

export interface SeeIssueParts {
  store: Store;
  site: Site;
  clock: { now(): number };
  from: MailSettings["from"];
  mailLine: Pick<MailLine, "send" | "domain">;
}

/** `POST /v1/desk/issues/preview`: the mail as it would leave now, by the very function that draws it for readers. */
export function previewIssue(parts: SeeIssueParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const drawn = await drawnOf(parts, call);
    if (isProblem(drawn)) return drawn;
    const { html, text } = drawn;
    return { status: 200, json: JSON.stringify({ html, text }), headers: { "Cache-Control": "no-store" } };
  };
}

/** `POST /v1/desk/issues/test`: the same to the editor's own address. */
export function sendTest(parts: SeeIssueParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const { email, address } = call.caller;
    const drawn = await drawnOf(parts, call);
    if (isProblem(drawn)) return drawn;
    if (email === null) return problem("invalid", "A token has no address: sign in to have a test sent to yours.");
    const { html, text, subject, newsletter } = drawn;
    const messageId = messageIdOf({ mail: randomUUIDv7(), subscriber: randomUUIDv7() }, parts.mailLine.domain);
    const outcome = await call.patience.wait(
      parts.mailLine.send({ to: email, subject: `Test: ${subject}`, html, text, messageId }),
    );
    await call.patience.wait(noteAct(parts.store, { account: call.account, address }, "issue.test", { newsletter }));
    const word = outcome.outcome === "sent" ? "sent" : outcome.reason;
    return { status: 200, json: JSON.stringify({ outcome: outcome.outcome, word, to: email }) };
  };
}

async function drawnOf(
  parts: SeeIssueParts,
  { request, patience }: EditorCall,
): Promise<(DrawnMail & { subject: string; newsletter: string }) | Problem> {
  const body = await readJson(request);
  if (isProblem(body)) return body;
  const checked = shaped(issueToSee, body.json);
  if (isProblem(checked)) return checked;
  const { fields } = checked;
  const { store, site, clock, from } = parts;
  if (!(await patience.wait(readNewsletter(store, fields.newsletter)))) return NO_SUCH_NEWSLETTER;
  const subject = fields.subject.trim() || "(no subject yet)";
  const page = `${site.publicUrl}/newsletters/${fields.newsletter}`;
  const links = { online: page, preferences: page, unsubscribe: page };
  const drawn = await patience.wait(
    drawPresent({ store, site, from, now: () => clock.now() }, { ...fields, subject }, links),
  );
  return { ...drawn, subject, newsletter: fields.newsletter };
}
