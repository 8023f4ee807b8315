import type { Request, RequestHandler, Response } from "express";
import { listAccounts } from "../../../core/store/people/accounts.ts";
import { type AuditFilter, type AuditLine, readActors, readActs } from "../../../core/store/people/audit-log.ts";
import { callerOf } from "../../http/gate.ts";
import { chosen, drawAuditLog } from "../pages/audit-page.ts";
import { sendDeskPage } from "../pages/send-desk-page.ts";
import type { SignInParts } from "../signing-in/sign-in.ts";

const A_PAGE = 100;
const A_CHUNK = 1_000;

/** `GET /desk/audit-log?account=&act=&before=` */
export function showAuditLog({ store, press }: SignInParts): RequestHandler {
  return async (request, response) => {
    const filter = filterOf(request);
    const asked = [readActs(store, filter, A_PAGE + 1), readActors(store), listAccounts(store)] as const;
    const [lines, actors, accounts] = await Promise.all(asked);
    const names = new Map(accounts.map(({ id, name }) => [id, name]));
    const shown = lines.slice(0, A_PAGE);
    const before = lines.length > A_PAGE ? shown.at(-1)?.id : undefined;
    const older = before === undefined ? null : `${new URLSearchParams({ ...chosen(filter), before: String(before) })}`;
    sendDeskPage(
      response,
      200,
      drawAuditLog(press, { caller: callerOf(response), lines: shown, actors, names, filter, older }),
    );
  };
}

/** `GET /desk/audit-log/lines.jsonl`: the whole log, or what the filter leaves of it, the oldest first. */
export function exportJsonLines(parts: SignInParts): RequestHandler {
  return (request, response) =>
    exportAs(parts, request, response, {
      type: "application/jsonl; charset=utf-8",
      file: "audit-log.jsonl",
      head: "",
      lineOf: jsonOf,
    });
}

/** `GET /desk/audit-log/lines.csv`: the same as RFC 4180 has it. */
export function exportCsv(parts: SignInParts): RequestHandler {
  const head = "id,at,account,name,act,about,address\r\n";
  return (request, response) =>
    exportAs(parts, request, response, { type: "text/csv; charset=utf-8", file: "audit-log.csv", head, lineOf: csvOf });
}

interface Export {
  type: string;
  file: string;
  head: string;
  lineOf: (line: AuditLine) => string;
}

async function exportAs(
  { store }: SignInParts,
  request: Request,
  response: Response,
  { type, file, head, lineOf }: Export,
): Promise<void> {
  const { account, act } = filterOf(request);
  response.set({ "Content-Type": type, "Cache-Control": "no-store" });
  response.set("Content-Disposition", `attachment; filename="${file}"`);
  response.write(head);
  for (let after = 0; !response.destroyed; ) {
    const lines = await readActs(store, { account, act, after }, A_CHUNK);
    const hasRoom = response.write(lines.map(lineOf).join(""));
    if (lines.length < A_CHUNK) break;
    after = lines.at(-1)?.id ?? after;
    if (!hasRoom) await new Promise((go) => response.once("drain", go).once("close", go));
  }
  response.end();
}

function jsonOf({ at, ...line }: AuditLine): string {
  return `${JSON.stringify({ at: at.toISOString(), ...line })}\n`;
}

function csvOf({ id, at, account, name, act, about, address }: AuditLine): string {
  const cells = [id, at.toISOString(), account ?? "", name, act, JSON.stringify(about), address ?? ""];
  return `${cells.map((cell) => csvCell(String(cell))).join(",")}\r\n`;
}

/** What a spreadsheet would take for a formula is made a text: names are chosen by people. */
function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function filterOf({ query }: Request): AuditFilter {
  const { account, act, before } = query;
  return {
    account: typeof account === "string" && account !== "" ? account.slice(0, 100) : undefined,
    act: typeof act === "string" && act !== "" ? act.slice(0, 100) : undefined,
    before: typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : undefined,
  };
}
