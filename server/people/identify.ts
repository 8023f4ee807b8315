import type { IncomingMessage } from "node:http";
import { needsSecondFactor } from "../../core/news/desk-role.ts";
import type { Store } from "../../core/store/connect.ts";
import { readTokenHolder } from "../../core/store/people/api-tokens.ts";
import { identifyBearer, tokenIn } from "../http/callers/bearer.ts";
import type { Caller } from "../http/callers/caller.ts";
import type { SessionDoor } from "./session-door.ts";

export interface IdentifyParts {
  store: Store;
  sessions: Pick<SessionDoor, "find">;
  editorToken: string | null;
  csrf: (sessionId: string) => string;
  addressOf: (request: IncomingMessage) => string;
}

/**
 * Tells who sends a request, by its headers alone, so it serves HTTP and a socket's handshake. Whoever sends an
 * Authorization is judged by it and by nothing else: a wrong token beside a good cookie is nobody.
 */
export function createIdentify({ store, sessions, editorToken, csrf, addressOf }: IdentifyParts) {
  const isEditorToken = identifyBearer({ editorToken });

  return async (request: IncomingMessage): Promise<Caller | null> => {
    const { authorization } = request.headers;
    if (authorization === undefined) return bySession(request);
    const address = addressOf(request);
    const account = isEditorToken(authorization);
    if (account !== null) return { ...EDITOR, account, name: account, address };
    return byToken(tokenIn(authorization), address);
  };

  async function byToken(secret: string | null, address: string): Promise<Caller | null> {
    const holder = secret === null ? null : await readTokenHolder(store, secret);
    if (!holder) return null;
    const { id: account, name, email, role, scopes, token: pass } = holder;
    return { account, name, email, role, address, scopes, pass, session: null, ...factor(holder) };
  }

  async function bySession(request: IncomingMessage): Promise<Caller | null> {
    const found = await sessions.find(request);
    if (!found) return null;
    const { account, sessionId } = found;
    const { id, name, email, role } = account;
    const session = { id: sessionId, csrf: csrf(sessionId) };
    return {
      account: id,
      name,
      email,
      role,
      address: addressOf(request),
      scopes: null,
      pass: sessionId,
      session,
      ...factor(account),
    };
  }
}

/** EDITOR_TOKEN's holder. */
const EDITOR = {
  email: null,
  role: "editor",
  scopes: ["read", "draft", "publish"],
  pass: null,
  session: null,
  hasSecondFactor: false,
  isComplete: true,
} as const;

function factor({ role, hasSecondFactor }: Pick<Caller, "role" | "hasSecondFactor">) {
  return { hasSecondFactor, isComplete: hasSecondFactor || !needsSecondFactor(role) };
}
