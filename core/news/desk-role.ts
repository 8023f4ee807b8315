/** What somebody may do at the desk; each role may do what the ones before it may. */
export const ROLES = ["reporter", "editor", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What a token may be used for: reading what is the desk's, drafting, and everything that changes the paper. */
export const SCOPES = ["read", "draft", "publish"] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether who has `role` may do what `needed` may. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Whoever publishes proves twice who it is. */
export function needsSecondFactor(role: Role): boolean {
  return role !== "reporter";
}
