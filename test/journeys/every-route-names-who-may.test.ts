import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { CALLERS, type CallerName, headersOf } from "../support/people/callers.ts";
import { anAddressOf, type ServedRoute, servedRoutes } from "../support/requests/served-routes.ts";

/*
 * Who may use what, written down a second time: the route table says it for the server, this page for whoever reviews
 * it. A route that stands here under nobody may be used by nobody, so a new one fails until it has been thought about.
 */
const MAY: Record<string, readonly string[]> = {
  anyone: [
    ...["GET /v1/stories/:id", "GET /v1/stories/:id/revisions", "GET /v1/stories", "GET /v1/search", "GET /v1/events"],
    ...["GET /v1/stories/:id/ninjs", "GET /v1/ninjs", "GET /v1/asyncapi.json", "GET /v1/newsletters"],
    ...["GET /v1/events/stream", "GET /v1/openapi.json", "GET /v1/docs", "GET /v1/docs/:file", "GET /problems/:name"],
    "GET /newsletters/:slug/:issue",
    ...["GET /livez", "GET /readyz", "GET /desk/sign-in", "POST /desk/sign-in", "GET /desk/sign-in/code"],
    ...["POST /desk/sign-in/code", "GET /desk/join", "POST /desk/join"],
    ...["GET /v1/push/key", "PUT /v1/push/subscriptions/:device", "POST /v1/push/subscriptions"],
    ...["DELETE /v1/push/subscriptions/:device", "DELETE /v1/devices/:device"],
    // what a reader may, the link of a mail says; what a mail service may, its signature
    ...["POST /v1/newsletters/:slug/subscriptions", "POST /v1/mail/events", "GET /newsletters", "POST /newsletters"],
    ...["GET /newsletters/confirm", "POST /newsletters/confirm", "GET /newsletters/unsubscribe"],
    ...["POST /newsletters/unsubscribe", "GET /newsletters/preferences", "POST /newsletters/preferences"],
    ...["GET /newsletters/export", "POST /newsletters/erase", "GET /newsletters/:slug", "POST /newsletters/:slug"],
  ],
  session: [
    ...["POST /desk/sign-out", "GET /desk/second-factor", "POST /desk/second-factor/begin"],
    "POST /desk/second-factor/confirm",
  ],
  person: [
    ...["POST /desk/second-factor/codes", "POST /desk/second-factor/replace", "GET /desk/account"],
    ...["POST /desk/account/password", "POST /desk/account/sessions/end", "POST /desk/account/tokens"],
    "POST /desk/account/tokens/revoke",
  ],
  reporter: [
    ...["GET /v1/me", "GET /desk", "GET /v1/desk/drafts", "GET /v1/desk/drafts/:id", "PUT /v1/desk/drafts/:id"],
    ...["DELETE /v1/desk/drafts/:id", "GET /v1/desk/stories", "GET /v1/desk/stories/:id", "GET /v1/desk/receipts"],
    ...[
      "GET /v1/desk/similar",
      "GET /v1/desk/strip",
      "GET /v1/desk/audience",
      "POST /v1/desk/preview",
      "GET /v1/desk/newsletters",
    ],
    ...["GET /v1/desk/newsletters/:slug/digest", "GET /v1/desk/issues", "GET /v1/desk/issues/:id"],
    ...["POST /v1/desk/issues/preview", "GET /v1/desk/inbox", "GET /v1/desk/inbox/:id"],
    ...["POST /v1/desk/inbox/:id/take", "GET /v1/desk/related"],
  ],
  editor: [
    "POST /v1/desk/inbox/dismissals",
    ...["POST /v1/stories", "POST /v1/stories/:id/revisions", "POST /v1/stories/:id/retraction"],
    ...["DELETE /v1/stories/:id/schedule", "GET /v1/stories/:id/receipt", "POST /v1/newsletters/:slug/issues"],
    ...["GET /v1/newsletters/:slug/issues/:id/receipt", "PUT /v1/desk/issues/:id", "POST /v1/desk/issues/test"],
    ...["POST /v1/desk/issues/:id/start", "POST /v1/desk/issues/:id/state", "GET /v1/desk/issues/:id/doubtful"],
    "POST /v1/desk/issues/:id/doubtful/:subscriber",
  ],
  admin: [
    ...["GET /desk/queues", "GET /desk/queues/", "GET /desk/queues/job-schedulers", "GET /desk/queues/static/*file"],
    ...["GET /desk/queues/queue/:queueName", "GET /desk/queues/queue/:queueName/:jobId"],
    ...["GET /desk/queues/api/queues", "GET /desk/queues/api/redis/stats", "GET /desk/queues/api/job-schedulers"],
    ...["metrics", "workers", ":jobId", ":jobId/logs", ":jobId/flow"].map(
      (path) => `GET /desk/queues/api/queues/:queueName/${path}`,
    ),
    ...[":jobId/retry", ":jobId/clean", "retry/failed", "clean/failed"].map(
      (path) => `PUT /desk/queues/api/queues/:queueName/${path}`,
    ),
    ...["GET /desk/people", "POST /desk/people/invite", "POST /desk/people/role", "POST /desk/people/disable"],
    ...[
      "POST /desk/people/enable",
      "POST /desk/people/reset",
      "POST /desk/people/tokens/revoke",
      "GET /desk/audit-log",
    ],
    ...["GET /desk/audit-log/lines.jsonl", "GET /desk/audit-log/lines.csv", "GET /desk/webhooks"],
    ...["POST /desk/webhooks/make", "POST /desk/webhooks/pause", "POST /desk/webhooks/resume"],
    ...["POST /desk/webhooks/delete", "GET /v1/webhooks", "POST /v1/webhooks", "PUT /v1/webhooks/:id"],
    ...["DELETE /v1/webhooks/:id", "GET /desk/sources", "POST /desk/sources/add", "POST /desk/sources/change"],
    ...["POST /desk/sources/remove", "POST /desk/sources/read"],
    "PUT /v1/desk/mail-rate",
  ],
};

/** Nobody at all: whatever these send, it is not known whose it is. */
const STRANGERS: CallerName[] = ["nobody", "a wrong token", "a forged cookie", "a disabled editor", "a revoked token"];
const ENDED: CallerName[] = ["an idle session", "a session of a week"];
const INCOMPLETE: CallerName = "an editor without second factor";

/** Who is let through, of those that are known. */
function mayPass(who: string, isWrite: boolean): CallerName[] {
  const all: CallerName[] = ["reporter", "editor", "admin"];
  const readers: CallerName[] = ["an editor's token to read", "an admin's token for all", "the editors' token"];
  const drafters: CallerName[] = ["an editor's token to draft", "an admin's token for all", "the editors' token"];
  const publishers: CallerName[] = ["an editor's token to publish", "an admin's token for all", "the editors' token"];
  if (who === "session") return [...all, INCOMPLETE];
  if (who === "person") return all;
  if (who === "reporter") return [...all, ...(isWrite ? drafters : readers)];
  if (who === "editor") return ["editor", "admin", ...(isWrite ? publishers : readers)];
  return who === "admin" ? ["admin"] : [];
}

test("D1: every route is thought about, and stands under whom it names", () => {
  const written = Object.entries(MAY).flatMap(([who, routes]) => routes.map((route) => `${who}: ${route}`));
  const served = servedRoutes().map(({ method, path, who }) => `${who}: ${method} ${path}`);
  expect(served.sort()).toEqual(written.sort());
});

test("D1: each caller gets through where it may, and is refused everywhere else", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const wrong: string[] = [];
  for (const caller of CALLERS) {
    await Promise.all(
      servedRoutes()
        .filter(({ path }) => path !== "/v1/events/stream") // never ends; see the next test
        .map(async (route) => {
          const outcome = await outcomeOf(london, route, await headersOf(london, caller));
          const expected = expectedOf(caller, route);
          if (outcome !== expected) wrong.push(`${caller}, ${route.method} ${route.path}: ${outcome}, not ${expected}`);
        }),
    );
  }
  expect(wrong).toEqual([]);
});

test("D1: what no row names is refused, whoever asks, and so is any other method", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const admin = await headersOf(london, "admin");
  for (const path of [
    "/desk/nowhere",
    "/v1/people",
    "/desk/people/delete",
    "/api/auth/get-session",
    "/desk/account/x",
  ]) {
    for (const method of ["GET", "POST", "DELETE"]) {
      const { status } = await fetch(new URL(path, london.url), { method, headers: admin, redirect: "manual" });
      expect([404, 405], `${method} ${path}`).toContain(status);
    }
  }
  const { status } = await fetch(new URL("/desk/people", london.url), { method: "PUT", headers: admin });
  expect(status).toBe(405);
});

type Outcome = "through" | "who are you" | "not you" | "second factor first";

function expectedOf(caller: CallerName, { method, path, who }: ServedRoute): Outcome {
  if (who === "anyone") return "through";
  if ([...STRANGERS, ...ENDED].includes(caller)) return "who are you";
  if (mayPass(who, method !== "GET").includes(caller)) return "through";
  const isPage = isPageAt(path);
  if (caller === INCOMPLETE) return isPage ? "second factor first" : "not you";
  return "not you";
}

/** Of the desk's pages one has calls below it. */
function isPageAt(path: string): boolean {
  return path.startsWith("/desk") && !path.startsWith("/desk/queues/api/");
}

/** What a request of this caller comes to. With a form as a browser sends it, and a body that changes nothing. */
async function outcomeOf(london: London, route: ServedRoute, headers: Record<string, string>): Promise<Outcome> {
  const { method, path } = route;
  const isForm = method !== "GET" && isPageAt(path);
  const csrf = headers["X-CSRF-Token"] ?? "";
  const response = await fetch(new URL(anAddressOf(route), london.url), {
    method,
    redirect: "manual",
    headers: {
      ...{ Origin: london.config.site.publicUrl, "Idempotency-Key": randomUUID() },
      ...headers,
      ...(method !== "GET" && !isForm && { "Content-Type": "application/json" }),
    },
    ...(isForm && { body: new URLSearchParams({ csrf }) }),
    ...(method !== "GET" && !isForm && { body: "{}" }),
  });
  await response.body?.cancel();
  const to = response.headers.get("Location") ?? "";
  if (response.status === 303 && to === "/desk/second-factor" && route.who !== "session") return "second factor first";
  const isOwnWay = /^(POST \/desk\/sign-out|POST \/desk\/account\/sessions\/end|.* \/desk\/sign-in\/code)$/.test(
    `${method} ${path}`,
  );
  if (response.status === 303 && to.startsWith("/desk/sign-in") && !(isOwnWay && response.headers.has("Set-Cookie"))) {
    return route.who === "anyone" ? "through" : "who are you";
  }
  if (response.status === 401 && route.who !== "anyone") return "who are you";
  return response.status === 403 ? "not you" : "through";
}
