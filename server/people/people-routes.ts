import { PROBLEMS } from "../http/answers/problem.ts";
import type { GateParts } from "../http/gate.ts";
import type { Route } from "../http/route-table.ts";
import {
  changeRole,
  disablePerson,
  enablePerson,
  invitePerson,
  resetPerson,
  revokeAnyToken,
  showPeople,
} from "./looking-after/manage-people.ts";
import { changePassword, endOwnSessions, makeToken, revokeOwnToken, showAccount } from "./looking-after/own-account.ts";
import { exportCsv, exportJsonLines, showAuditLog } from "./looking-after/read-audit-log.ts";
import { drawRefusal } from "./pages/refusal-page.ts";
import { sendDeskPage, sendOn } from "./pages/send-desk-page.ts";
import { type JoinParts, joinPaper, showJoin } from "./signing-in/join-paper.ts";
import {
  beginSecondFactor,
  confirmSecondFactor,
  renewRecoveryCodes,
  replaceSecondFactor,
  type SecondFactorParts,
  showSecondFactor,
} from "./signing-in/second-factor.ts";
import { giveCode, showCode, showSignIn, signIn, signOut } from "./signing-in/sign-in.ts";

export type PeopleParts = JoinParts & SecondFactorParts;

/** All that has to do with who uses the desk. */
export function peopleRoutes(parts: PeopleParts): Route[] {
  return [
    ["GET", "/desk/sign-in", "anyone", showSignIn(parts)],
    ["POST", "/desk/sign-in", "anyone", signIn(parts)],
    ["GET", "/desk/sign-in/code", "anyone", showCode(parts)],
    ["POST", "/desk/sign-in/code", "anyone", giveCode(parts)],
    ["POST", "/desk/sign-out", "session", signOut(parts)],
    ["GET", "/desk/join", "anyone", showJoin(parts)],
    ["POST", "/desk/join", "anyone", joinPaper(parts)],
    ["GET", "/desk/second-factor", "session", showSecondFactor(parts)],
    ["POST", "/desk/second-factor/begin", "session", beginSecondFactor(parts)],
    ["POST", "/desk/second-factor/confirm", "session", confirmSecondFactor(parts)],
    ["POST", "/desk/second-factor/codes", "person", renewRecoveryCodes(parts)],
    ["POST", "/desk/second-factor/replace", "person", replaceSecondFactor(parts)],
    ["GET", "/desk/account", "person", showAccount(parts)],
    ["POST", "/desk/account/password", "person", changePassword(parts)],
    ["POST", "/desk/account/sessions/end", "person", endOwnSessions(parts)],
    ["POST", "/desk/account/tokens", "person", makeToken(parts)],
    ["POST", "/desk/account/tokens/revoke", "person", revokeOwnToken(parts)],
    ["GET", "/desk/people", "admin", showPeople(parts)],
    ["POST", "/desk/people/invite", "admin", invitePerson(parts)],
    ["POST", "/desk/people/role", "admin", changeRole(parts)],
    ["POST", "/desk/people/disable", "admin", disablePerson(parts)],
    ["POST", "/desk/people/enable", "admin", enablePerson(parts)],
    ["POST", "/desk/people/reset", "admin", resetPerson(parts)],
    ["POST", "/desk/people/tokens/revoke", "admin", revokeAnyToken(parts)],
    ["GET", "/desk/audit-log", "admin", showAuditLog(parts)],
    ["GET", "/desk/audit-log/lines.jsonl", "admin", exportJsonLines(parts)],
    ["GET", "/desk/audit-log/lines.csv", "admin", exportCsv(parts)],
  ];
}

/** Refuses people in words and with a way on: who is not signed in is asked to, and comes back to where it was. */
export function refusePage({ press }: Pick<PeopleParts, "press">): GateParts["refusePage"] {
  return (request, response, { problem, detail }) => {
    if (problem === "unauthenticated") {
      const isRead = request.method === "GET" || request.method === "HEAD";
      return sendOn(response, `/desk/sign-in${isRead ? `?next=${encodeURIComponent(request.originalUrl)}` : ""}`);
    }
    if (problem === "second-factor") return sendOn(response, "/desk/second-factor");
    const [status, title] = PROBLEMS[problem];
    // Whoever opened the desk under another name than PUBLIC_URL's is refused its forms, and cannot know why.
    const way = problem === "forged" ? `${press.site.publicUrl}/desk` : "/desk";
    return sendDeskPage(response, status, drawRefusal(press, { title, detail, way }));
  };
}
