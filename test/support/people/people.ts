import { createHmac, randomBytes, randomUUID, randomUUIDv7 } from "node:crypto";
import type { Role } from "../../../core/news/desk-role.ts";
import { createCsrf } from "../../../server/people/csrf.ts";
import type { London } from "../paper/start-london.ts";
import type { Answer, AskOptions } from "./editor.ts";

/** Somebody with an account who is signed in. */
export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  sessionId: string;
  /** What stands in the Cookie header of all that this one sends. */
  cookie: string;
  csrf: string;
  /** A request with the session's cookie and all that a page of ours adds: Origin, X-CSRF-Token, an Idempotency-Key. */
  ask(method: string, path: string, body?: unknown, options?: AskOptions): Promise<Answer>;
}

export interface PersonOptions {
  role?: Role;
  name?: string;
  /** False: has to set it up first. */
  hasSecondFactor?: boolean;
}

/**
 * An account with an open session, both written straight into the store: for tests that are about something else than
 * signing in. Those that are go through the pages.
 */
export async function aPerson(london: London, options: PersonOptions = {}): Promise<Person> {
  const { role = "editor", name = `Alex ${role}`, hasSecondFactor = role !== "reporter" } = options;
  const { store } = london;
  const id = randomUUIDv7();
  const email = `${randomUUID()}@london.example`;
  await store.insertInto("account").values({ id, name, email, role, two_factor: hasSecondFactor }).execute();
  const { id: sessionId, cookie, csrf } = await openSession(london, id);
  return { ...{ id, name, email, role, sessionId, cookie, csrf }, ask: askWith(london, cookie, csrf) };
}

/** A new session of this account, as a Cookie header, with what its writes carry. */
export async function openSession(
  { store, config }: London,
  accountId: string,
): Promise<{ id: string; cookie: string; csrf: string }> {
  const token = randomBytes(24).toString("base64url");
  const now = new Date();
  const session = { id: randomUUIDv7(), account_id: accountId, token, created_at: now, updated_at: now };
  await store
    .insertInto("session")
    .values({ ...session, expires_at: new Date(now.getTime() + 3_600_000) })
    .execute();
  const signature = createHmac("sha256", config.sessionSecret).update(token).digest("base64");
  const { id } = session;
  const cookie = `london.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
  return { id, cookie, csrf: createCsrf(config)(id) };
}

function askWith({ url, config }: London, cookie: string, csrf: string): Person["ask"] {
  return async (method, path, body, { key = randomUUID(), headers = {} } = {}) => {
    const isWrite = method !== "GET" && method !== "HEAD";
    const response = await fetch(new URL(path, url), {
      method,
      redirect: "manual",
      headers: {
        Cookie: cookie,
        ...(isWrite && { Origin: config.site.publicUrl, "X-CSRF-Token": csrf }),
        ...(isWrite && key !== null && { "Idempotency-Key": key }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
