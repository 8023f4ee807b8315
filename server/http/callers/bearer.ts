import { createHash, timingSafeEqual } from "node:crypto";

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

/** The account that EDITOR_TOKEN stands for. */
export const TOKEN_ACCOUNT = "editor-token";

/**
 * Tells whose token an Authorization header carries (RFC 6750); null: nobody's. Hashed before they are compared, so that
 * neither the token's length nor how much of a guess was right shows in the time it takes.
 */
export function identifyBearer({ editorToken }: { editorToken: string | null }) {
  const expected = editorToken === null ? null : digest(editorToken);
  return (authorization: string | undefined): string | null => {
    const token = tokenIn(authorization);
    if (token === null || expected === null) return null;
    return timingSafeEqual(digest(token), expected) ? TOKEN_ACCOUNT : null;
  };
}

/** The token of an Authorization header; null: there is none in it. */
export function tokenIn(authorization: string | undefined): string | null {
  return BEARER.exec(authorization ?? "")?.[1] ?? null;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
