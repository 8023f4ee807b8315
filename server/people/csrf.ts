import { createHmac } from "node:crypto";

/**
 * What a session's forms and writes carry. Made from the session's id, so it is kept nowhere, belongs to that session
 * alone and ends with it.
 */
export function createCsrf({ sessionSecret }: { sessionSecret: string }): (sessionId: string) => string {
  return (sessionId) => createHmac("sha256", sessionSecret).update(`csrf:${sessionId}`).digest("base64url");
}
