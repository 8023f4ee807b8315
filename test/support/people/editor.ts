import { randomUUID } from "node:crypto";

/** What the API answers to a write that it took. */
export interface Taken {
  id: string;
  rev: number;
  status: string;
  epoch?: string;
  seq?: number;
  url: string;
  receiptUrl: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The text parsed, or null. */
  json: unknown;
}

export interface AskOptions {
  /** Undefined: a fresh one. Null: none. */
  key?: string | null;
  token?: string | null;
  headers?: Record<string, string>;
}

export interface Editor {
  /** Any request with the editor's token; `body` is sent as JSON. */
  ask(method: string, path: string, body?: unknown, options?: AskOptions): Promise<Answer>;
  posts(story: object, options?: AskOptions): Promise<Taken>;
  revises(id: string, revision: object, options?: AskOptions): Promise<Taken>;
  retracts(id: string, retraction: { rev: number; note: string }, options?: AskOptions): Promise<Taken>;
}

/** A story that is fine as it is; the test names what matters to it. */
export function aStory(differences: object = {}): { headline: string; section: string } {
  return { headline: `A headline ${randomUUID().slice(0, 8)}`, section: "uk", ...differences };
}

/** An editor at the HTTP API of this address. Taking nothing but a 201 for an answer, unless it asks by `ask`. */
export function editorAt(url: string, token: string): Editor {
  async function ask(method: string, path: string, body?: unknown, options: AskOptions = {}): Promise<Answer> {
    const { key = randomUUID(), token: bearer = token, headers = {} } = options;
    const isWrite = method !== "GET" && method !== "HEAD";
    const response = await fetch(new URL(path, url), {
      method,
      redirect: "manual",
      headers: {
        ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
        ...(isWrite && key !== null ? { "Idempotency-Key": key } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  async function taken(answer: Promise<Answer>): Promise<Taken> {
    const { status, text, json } = await answer;
    if (status !== 201) throw new Error(`expected 201, got ${status}: ${text}`);
    return json as Taken;
  }

  return {
    ask,
    posts: (story, options) => taken(ask("POST", "/v1/stories", story, options)),
    revises: (id, revision, options) => taken(ask("POST", `/v1/stories/${id}/revisions`, revision, options)),
    retracts: (id, retraction, options) => taken(ask("POST", `/v1/stories/${id}/retraction`, retraction, options)),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
