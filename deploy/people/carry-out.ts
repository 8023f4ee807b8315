import type { Store } from "../../core/store/connect.ts";
import {
  type Changed,
  disableAccount,
  enableAccount,
  inviteAccount,
  type ListedAccount,
  listAccounts,
  readAccountByEmail,
  resetAccount,
  setRole,
} from "../../core/store/people/accounts.ts";
import { OPERATOR } from "../../core/store/people/audit-log.ts";
import { linkUrl } from "../../core/store/people/one-time-links.ts";
import type { EditorCommand } from "./read-command.ts";

export interface Outcome {
  isDone: boolean;
  /** For whoever typed the command. */
  text: string;
}

/** Does what was asked, as the operator: whoever can reach the database needs no account for it. */
export async function carryOut(store: Store, publicUrl: string, command: EditorCommand): Promise<Outcome> {
  if (command.verb === "list") return done((await listAccounts(store)).map(lineOf).join("\n") || "Nobody yet.");
  if (command.verb === "add") {
    const made = await inviteAccount(store, OPERATOR, command);
    if (!made) return { isDone: false, text: `${command.email} has an account already.` };
    return done(`Send this to ${command.email}; it works once, within three days:\n${linkUrl(publicUrl, made.secret)}`);
  }
  const account = await readAccountByEmail(store, command.email);
  if (!account) return { isDone: false, text: `Nobody has the address ${command.email}.` };
  const { id, email } = account;
  if (command.verb === "reset") {
    const secret = await resetAccount(store, OPERATOR, id);
    if (secret === null) return { isDone: false, text: `Nobody has the address ${email}.` };
    return done(`Send this to ${email}; it works once, within a day:\n${linkUrl(publicUrl, secret)}`);
  }
  if (command.verb === "role")
    return told(await setRole(store, OPERATOR, id, command.role), `${email} is ${command.role}.`);
  if (command.verb === "disable") return told(await disableAccount(store, OPERATOR, id), `${email} is shut out.`);
  return told(await enableAccount(store, OPERATOR, id), `${email} may sign in again.`);
}

function told(changed: Changed, text: string): Outcome {
  if (changed === "done") return done(text);
  return { isDone: false, text: "Nothing was changed: the paper needs an admin who can come in." };
}

function done(text: string): Outcome {
  return { isDone: true, text };
}

function lineOf({ email, name, role, isDisabled, isAwaited, hasSecondFactor }: ListedAccount): string {
  const state = isDisabled
    ? "shut out"
    : isAwaited
      ? "has a link to use"
      : hasSecondFactor
        ? "two factors"
        : "password";
  return [email.padEnd(36), role.padEnd(8), state.padEnd(17), name].join("  ").trimEnd();
}
