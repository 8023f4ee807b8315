import { parseArgs } from "node:util";
import { ROLES, type Role } from "../../core/news/desk-role.ts";

/** What `npm run editor --` was asked for. */
export type EditorCommand =
  | { verb: "list" }
  | { verb: "add"; email: string; name: string; role: Role }
  | { verb: "role"; email: string; role: Role }
  | { verb: "disable" | "enable" | "reset"; email: string };

export const USAGE = `Usage: npm run editor -- COMMAND
  list                                    everybody, with role and state
  add EMAIL [--name NAME] [--role ROLE]   an account, and the link to send; reporter, editor (default) or admin
  role EMAIL ROLE                         another role; whoever has it signs in again
  disable EMAIL                           shuts somebody out, everywhere and at once
  enable EMAIL                            lets somebody in again
  reset EMAIL                             password and second factor are void; prints the link to set them anew
The database is that of DATABASE_URL, else of the paper that npm start runs from DATA_DIR (./data).`;

/** Undefined: it is not one of these. */
export function readCommand(args: string[]): EditorCommand | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { name: { type: "string" }, role: { type: "string" } },
      allowPositionals: true,
    });
    return commandOf(positionals, values);
  } catch {
    return undefined; // an option that there is not
  }
}

function commandOf(words: string[], options: { name?: string; role?: string }): EditorCommand | undefined {
  const [verb, email, given, ...more] = words;
  const hasOptions = Object.keys(options).length > 0;
  if (more.length > 0 || (hasOptions && verb !== "add")) return undefined;
  if (verb === "list") return email === undefined ? { verb } : undefined;
  if (email === undefined || !/^[^\s@]{1,64}@[^\s@]{1,189}$/.test(email)) return undefined;
  if (verb === "role") return isRole(given) ? { verb, email, role: given } : undefined;
  if (given !== undefined) return undefined;
  if (verb === "disable" || verb === "enable" || verb === "reset") return { verb, email };
  const { name = email.replace(/@.*/, ""), role = "editor" } = options;
  return verb === "add" && isRole(role) && name.trim() !== "" ? { verb, email, name, role } : undefined;
}

function isRole(text: string | undefined): text is Role {
  return ROLES.some((role) => role === text);
}
