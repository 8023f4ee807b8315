import type { Generated, JSONColumnType } from "kysely";
import type { Role, Scope } from "../../news/desk-role.ts";

/** Somebody who may use the desk. This and the next four are written by the sign-in library too: see server/people/auth.ts. */
export interface AccountTable {
  id: string;
  name: string;
  /** In lower case. */
  email: string;
  email_verified: Generated<boolean>;
  role: Role;
  /** Whether a second factor is set up. */
  two_factor: Generated<boolean>;
  disabled_at: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface SessionTable {
  id: string;
  account_id: string;
  token: string;
  expires_at: Date;
  address: string | null;
  agent: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface CredentialTable {
  id: string;
  account_id: string;
  provider: "credential";
  provider_account: string;
  password: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface VerificationTable {
  id: string;
  identifier: string;
  value: string;
  expires_at: Date;
}

export interface SecondFactorTable {
  id: string;
  account_id: string;
  verified: boolean | null;
}

/** A code of a second factor that was tried: none counts twice. */
export interface SpentCodeTable {
  account_id: string;
  hash: Buffer;
  at: Generated<Date>;
}

export interface OneTimeLinkTable {
  hash: Buffer;
  purpose: "first-run" | "invite" | "reset";
  account_id: string | null;
  created_at: Generated<Date>;
  expires_at: Date;
  used_at: Date | null;
}

export interface ApiTokenTable {
  id: string;
  hash: Buffer;
  account_id: string;
  name: string;
  scopes: Scope[];
  created_at: Generated<Date>;
  used_at: Date | null;
  revoked_at: Date | null;
}

export interface AuditLogTable {
  id: Generated<number>;
  at: Generated<Date>;
  /** Null: nobody that is known. */
  account: string | null;
  name: string;
  act: string;
  about: JSONColumnType<Record<string, unknown>>;
  address: string | null;
}

/** Who may use the desk, and what they did: see migrations/0007-people.ts. */
export interface PeopleTables {
  account: AccountTable;
  session: SessionTable;
  credential: CredentialTable;
  verification: VerificationTable;
  second_factor: SecondFactorTable;
  spent_code: SpentCodeTable;
  one_time_link: OneTimeLinkTable;
  api_token: ApiTokenTable;
  audit_log: AuditLogTable;
}
