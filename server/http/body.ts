import type { IncomingMessage } from "node:http";
import { MIMEType } from "node:util";
import { type Problem, problem } from "./answers/problem.ts";

/*
 * A request's JSON, read when its turn has come: after who asks and what about (contract.md, order of checks). So there
 * is no body parser in front of the routes. Stricter than the usual one: UTF-8 that is none is refused and not patched
 * with U+FFFD, and whatever is nested deeper than any field of ours cannot be worked through recursively by anybody.
 */

export const MAX_REQUEST_BYTES = 512 * 1024;
const MAX_DEPTH = 16;

/** The JSON value of a request's body, or why there is none: 415, 413, 400. Nothing of a refused body is kept. */
export async function readJson(
  request: IncomingMessage,
  maxBytes = MAX_REQUEST_BYTES,
): Promise<{ json: unknown } | Problem> {
  if (hasNoBody(request)) return problem("unreadable-request", "The body is missing.");
  const { "content-type": contentType, "content-encoding": contentEncoding = "identity" } = request.headers;
  if (!isJsonType(contentType)) return problem("not-json", `The body is ${contentType ?? "of no known type"}.`);
  if (contentEncoding.toLowerCase() !== "identity") {
    return problem("not-json", `The body is encoded as ${contentEncoding}.`, {
      headers: { "Accept-Encoding": "identity" },
    });
  }
  const coding = request.headers["transfer-encoding"] ?? "chunked";
  if (coding.toLowerCase() !== "chunked" || (request.httpVersion === "1.0" && hasCoding(request)))
    return problem("not-json", `The body is encoded as ${coding}.`);
  const bytes = await readBytes(request, maxBytes).catch(() => "cut" as const);
  if (bytes === "cut") return problem("unreadable-request", "The body ended early.");
  return bytes === null ? problem("too-large", `The body has more than ${maxBytes} bytes.`) : parseJson(bytes);
}

function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0;
}

function hasCoding({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined;
}

function isJsonType(contentType: string | undefined): boolean {
  try {
    const { essence, params } = new MIMEType(contentType ?? "");
    return essence === "application/json" && /^utf-?8$/i.test(params.get("charset") ?? "utf-8");
  } catch {
    return false;
  }
}

/**
 * Null: there are more. The rest is then left to Node, which takes it off the wire and throws it away. Throws when the
 * caller hangs up.
 */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > maxBytes) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks, length);
}

/** The JSON value of bytes that were read already. */
export function parseJson(bytes: Buffer): { json: unknown } | Problem {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (failure) {
    const fault = failure instanceof SyntaxError ? failure.message : "it is not UTF-8";
    return problem("unreadable-request", `The body is not JSON: ${fault}.`);
  }
  if (isDeeper(json, MAX_DEPTH)) {
    return problem("unreadable-request", `The body is nested deeper than ${MAX_DEPTH} levels.`);
  }
  return { json };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
