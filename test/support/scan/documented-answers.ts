import type { ApiDocument } from "../requests/api-document.ts";
import type { PlainAnswer } from "../requests/ask-plainly.ts";
import type { ServedRoute } from "../requests/served-routes.ts";

/* What each address is documented to answer, by kinds, and in words what is wrong with an answer; none: nothing. */

const READING = ["GET", "HEAD", "OPTIONS"];
/** Nobody's: neither an API's call nor a page, wherever it is asked for. */
export const NOWHERE = [
  "/nowhere",
  "/v1",
  "/v1/nowhere",
  "/desk/nowhere",
  "/assets/none.js",
  "/socket.io",
  "/api/auth/session",
];

const PROBLEM = "application/problem+json";

export interface Asked {
  method: string;
  /** As the table has it; filled in when it is asked for. */
  path: string;
  origin: string | undefined;
}

/** Whether an address is one of this row's. */
export function matches({ path }: ServedRoute, address: string): boolean {
  return new RegExp(`^${path.replace(/:\w+/g, "[^/]+").replace(/\*\w+/, ".+")}$`).test(address);
}

/** What is wrong with the answer of an address of the route table, whose rows these are. */
export function faultsAtRoute(asked: Asked, rows: ServedRoute[], document: ApiDocument, answer: PlainAnswer): string[] {
  const { method, path, origin } = asked;
  const allowed = [...new Set(rows.flatMap((row) => (row.method === "GET" ? ["GET", "HEAD"] : [row.method])))];
  if (path.startsWith("/v1") && origin !== undefined && !READING.includes(method)) {
    return told(answer, [403], "problem");
  }
  if (method === "OPTIONS" || !allowed.includes(method)) {
    const says = sorted(String(answer.headers.allow).split(", "));
    const faults = says === sorted(allowed) ? [] : [`allows ${says}`];
    return [...faults, ...(method === "OPTIONS" ? told(answer, [204]) : told(answer, [405], "problem"))];
  }
  const row = rows.find((each) => each.method === (method === "HEAD" ? "GET" : method));
  const isPage = path.startsWith("/desk") && !path.startsWith("/desk/queues/api/");
  if (isPage && method !== "GET" && method !== "HEAD") return told(answer, [403], "page");
  if (row?.who !== "anyone") return isPage ? told(answer, [303]) : told(answer, [401], "problem");
  if (isPage) return path.endsWith("/code") ? told(answer, [303]) : told(answer, [200, 410], "page");
  if (path.startsWith("/newsletters")) {
    return told(answer, origin && !READING.includes(method) ? [403] : [200, 404, 410, 415], "page");
  }
  const described = document.paths[path.replace(/:(\w+)/g, "{$1}")]?.[method === "HEAD" ? "get" : method.toLowerCase()];
  if (!described) return told(answer, [200]);
  // A busy machine's /readyz says 503, as it should: then in the form that is described for it.
  const types = Object.keys(described.responses[answer.status]?.content ?? {});
  const isOfType = types.length === 0 || types.some((type) => answer.type.startsWith(type));
  const statuses = Object.keys(described.responses).map(Number);
  return [...told(answer, statuses), ...(isOfType ? [] : [`${answer.type}, not ${types.join(" or ")}`])];
}

/** What is wrong with the answer of an address of the readers' pages and files, or of none. */
export function faultsAtPage({ method, path }: Asked, answer: PlainAnswer): string[] {
  const isNowhere = NOWHERE.includes(path);
  if (method === "OPTIONS") return told(answer, isNowhere ? [204, 404] : [200, 204, 404]);
  const isForeignWrite = path.startsWith("/v1") && answer.status === 403;
  if (method !== "GET" && method !== "HEAD") return told(answer, isForeignWrite ? [403] : [404, 405], "problem");
  if (isNowhere) return told(answer, [404], path.startsWith("/v1") ? "problem" : "page");
  if (path.startsWith("/audio")) return told(answer, [404]);
  if (path === "/at/:time") return told(answer, [404], "page"); // before there was a paper
  return told(answer, path === "/at" ? [302] : [200]);
}

/** Nothing private in a cache that others use, no cookie but at the desk, no refusal that anybody keeps. */
export function keptFaults({ path }: Asked, { status, headers }: PlainAnswer): string[] {
  const kept = String(headers["cache-control"] ?? "");
  const isPrivate = /no-store|private/.test(kept);
  return [
    ...("set-cookie" in headers && !path.startsWith("/desk") ? ["sets a cookie"] : []),
    ...(path.startsWith("/desk") && status < 400 && status !== 204 && !isPrivate ? [`may be kept: ${kept}`] : []),
    ...(status >= 400 && /public|max-age/.test(kept) ? [`a refusal that is kept: ${kept}`] : []),
    ...(path.startsWith("/v1") && !/Origin/i.test(String(headers.vary)) ? ["is the same for every Origin"] : []),
  ];
}

function told({ status, type, text }: PlainAnswer, statuses: number[], form?: "problem" | "page"): string[] {
  const wanted = form === "problem" ? PROBLEM : "text/html; charset=utf-8";
  return [
    ...(statuses.includes(status) ? [] : [`not ${statuses.join(" or ")}`]),
    ...(form === undefined || type === wanted ? [] : [`${type} and no ${form}`]),
    ...(type === PROBLEM && text !== "" && JSON.parse(text).status !== status ? ["another status in its body"] : []),
  ];
}

function sorted(names: string[]): string {
  return [...names].sort().join(", ");
}
