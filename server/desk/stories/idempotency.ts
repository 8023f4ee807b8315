import { createHash } from "node:crypto";
import type { Store } from "../../../core/store/connect.ts";
import type { EditorCall } from "../../http/answers/answer.ts";
import { isProblem, type Problem, problem } from "../../http/answers/problem.ts";
import { readJson } from "../../http/body.ts";

/*
 * Same key, same request: the same answer, for ever. What counts as the same is told by a hash over the method, the path
 * and the JSON as it was sent, before any default or normalisation of ours, which may change between two versions. Only
 * its form does not count: white space, the order of keys, how a number or a character is spelled. Of two equal keys in
 * one object the last counts, here as everywhere in JavaScript.
 */

const KEY = /^[\x21-\x7e]{1,255}$/;

/** A write as it was asked for: by whom, under which key. */
export interface Asked {
  account: string;
  /** From where. */
  address: string;
  key: string;
  hash: Buffer;
  json: unknown;
}

/** Reads key and JSON of a write: 415, 413, 400. */
export async function readAsked({ request, account, caller }: EditorCall): Promise<Asked | Problem> {
  const body = await readJson(request);
  if (isProblem(body)) return body;
  const key = request.get("Idempotency-Key");
  if (key === undefined) return problem("idempotency-key", "The header Idempotency-Key is missing.");
  if (!KEY.test(key))
    return problem("idempotency-key", "The Idempotency-Key is not 1 to 255 visible ASCII characters.");
  const { address } = caller;
  return { account, address, key, hash: hashOf(request.method, request.path, body.json), json: body.json };
}

/** The answer that this very request got when it was accepted; null: it never was. */
export async function earlierAnswer(store: Store, { account, key, hash }: Asked): Promise<string | null> {
  const row = await store
    .selectFrom("idempotency")
    .select("answer")
    .where("account", "=", account)
    .where("key", "=", key)
    .where("hash", "=", hash)
    .executeTakeFirst();
  return row?.answer ?? null;
}

/** SHA-256 of what is asked. `path` is as sent, without the query. */
export function hashOf(method: string, path: string, json: unknown): Buffer {
  return createHash("sha256")
    .update(`${method}\n${path}\n${canonicalJson(json)}`)
    .digest();
}

/** JSON with its keys sorted and no space in it. `json` is a value that `JSON.parse` gave. */
export function canonicalJson(json: unknown): string {
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  if (Array.isArray(json)) return `[${json.map(canonicalJson).join(",")}]`;
  const members = Object.entries(json).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${canonicalJson(value)}`).join(",")}}`;
}
