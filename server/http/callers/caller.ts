import type { Role, Scope } from "../../../core/news/desk-role.ts";

/** Who sends a request to the desk. */
export interface Caller {
  /** The account's id, or the name of the editors' token; also the scope of the Idempotency-Key. */
  account: string;
  name: string;
  email: string | null;
  role: Role;
  /** The client's address. */
  address: string;
  /** What the token may be used for; null: this is a session, for all that its role may. */
  scopes: readonly Scope[] | null;
  /** The id of the session or API token: whether it still holds can be asked again. Null: EDITOR_TOKEN, which ends with the process. */
  pass: string | null;
  /** Null: a token. */
  session: CallerSession | null;
  hasSecondFactor: boolean;
  /** False while the second factor that the role needs is not set up: such a session can do that and nothing else. */
  isComplete: boolean;
}

export interface CallerSession {
  id: string;
  /** What every form and every write of this session carries. */
  csrf: string;
}
