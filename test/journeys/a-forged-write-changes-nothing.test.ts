import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { makeFirstRunLink } from "../../core/store/people/join.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aPerson, openSession } from "../support/people/people.ts";
import { aVisitor, PASSWORD } from "../support/people/visitor.ts";
import { anAddressOf, type ServedRoute, servedRoutes } from "../support/requests/served-routes.ts";

/** What other people's pages, or their forms, can make a browser send along with its cookie. */
interface Forgery {
  name: string;
  headers: (own: string) => Record<string, string>;
  token: (right: string, anothers: string) => string | undefined;
}

const FORGERIES: Forgery[] = [
  { name: "no token", headers: (own) => ({ Origin: own }), token: () => undefined },
  { name: "another session's token", headers: (own) => ({ Origin: own }), token: (_right, anothers) => anothers },
  { name: "from a foreign page", headers: () => ({ Origin: "https://evil.example" }), token: (right) => right },
  { name: "from nowhere", headers: () => ({}), token: (right) => right },
  {
    name: "from a page on another site that hides its origin",
    headers: (own) => ({ Origin: own, "Sec-Fetch-Site": "cross-site" }),
    token: (right) => right,
  },
  {
    name: "from a sandbox",
    headers: () => ({ Origin: "null", "Sec-Fetch-Site": "cross-site" }),
    token: (right) => right,
  },
];

test("D1: no forged write of a session is taken, on any route", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const admin = await aPerson(london, { role: "admin" });
  const another = await openSession(london, admin.id);
  const writes = servedRoutes().filter(({ method, who }) => method !== "GET" && who !== "anyone");
  expect(writes.length).toBeGreaterThanOrEqual(18);
  const before = await everything(london);
  const taken: string[] = [];
  for (const route of writes) {
    for (const { name, headers, token } of FORGERIES) {
      const sent = { Cookie: admin.cookie, ...headers(london.config.site.publicUrl) };
      const status = await write(london, route, sent, token(admin.csrf, another.csrf));
      if (status !== 403) taken.push(`${route.method} ${route.path}, ${name}: ${status}`);
    }
  }
  expect(taken).toEqual([]);
  expect(await everything(london)).toEqual(before);
  const own = { Cookie: admin.cookie, Origin: london.config.site.publicUrl };
  expect(await write(london, { method: "POST", path: "/desk/account/tokens", who: "person" }, own, admin.csrf)).toBe(
    422,
  );
});

test("D1: nobody is signed in by somebody else's page", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const forms = servedRoutes().filter(
    ({ method, who, path }) => method === "POST" && who === "anyone" && /^\/desk/.test(path),
  );
  expect(forms).toHaveLength(3);
  for (const route of forms) {
    for (const headers of [{}, { Origin: "https://evil.example" }, { "Sec-Fetch-Site": "cross-site" }]) {
      expect(await write(london, route, headers, undefined), route.path).toBe(403);
    }
  }
});

test("D1: a session's name is made by signing in, and what a browser came with counts no more", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const secret = (await makeFirstRunLink(london.store)) ?? "";
  const visitor = aVisitor(london);
  visitor.cookies.set("london.session_token", "chosen-by-an-attacker.AAAA");
  const ada = await visitor.joins(secret, { name: "Ada", email: "ada@london.example" });
  const first = visitor.cookies.get("london.session_token");
  expect(first).not.toContain("chosen-by-an-attacker");

  const planted = await openSession(london, (await aPerson(london, { role: "reporter" })).id);
  const victim = aVisitor(london);
  victim.cookies.set("london.session_token", planted.cookie.replace("london.session_token=", ""));
  await victim.signsIn(ada);
  expect(await victim.me()).toMatchObject({ email: ada.email });
  expect(victim.cookies.get("london.session_token")).not.toBe(first);
  const attacker = await fetch(`${london.url}/v1/me`, { headers: { Cookie: planted.cookie } });
  expect(attacker.status).toBe(401);
});

test("D1: the session's cookie is for this paper's servers alone, and not for scripts", async (t) => {
  const london = await startLondon(t, { workers: 0, env: { PUBLIC_URL: "https://london.example" } });
  const secret = (await makeFirstRunLink(london.store)) ?? "";
  const url = `http://127.0.0.1:${london.servers[0]?.port}`;
  const said = { link: secret, name: "Ada", email: "ada@london.example", password: PASSWORD, again: PASSWORD };
  const joined = await fetch(`${url}/desk/join`, {
    ...{ method: "POST", redirect: "manual", body: new URLSearchParams(said) },
    headers: { Origin: "https://london.example" },
  });
  const cookie = joined.headers.getSetCookie().find((set) => set.startsWith("__Secure-london.session_token=")) ?? "";
  for (const attribute of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=604800"]) {
    expect(cookie).toContain(attribute);
  }
  expect(cookie).not.toContain("Domain");
});

async function write(
  london: London,
  route: ServedRoute,
  headers: Record<string, string>,
  token: string | undefined,
): Promise<number> {
  const isForm = route.path.startsWith("/desk");
  const response = await fetch(new URL(anAddressOf(route), london.url), {
    method: route.method,
    redirect: "manual",
    headers: {
      "Idempotency-Key": randomUUID(),
      ...headers,
      ...(isForm || token === undefined ? {} : { "X-CSRF-Token": token }),
      ...(!isForm && { "Content-Type": "application/json" }),
    },
    body: isForm
      ? new URLSearchParams(token === undefined ? {} : { csrf: token })
      : '{"headline":"Forged","section":"uk"}',
  });
  await response.body?.cancel();
  return response.status;
}

/** Whatever a write could have changed. */
async function everything({ store }: London): Promise<unknown> {
  const [sessions, accounts, tokens, stories, acts] = await Promise.all([
    store.selectFrom("session").select("id").orderBy("id").execute(),
    store.selectFrom("account").select(["id", "role", "disabled_at"]).orderBy("id").execute(),
    store.selectFrom("api_token").select("id").execute(),
    store.selectFrom("story").select("id").execute(),
    store.selectFrom("audit_log").select("id").execute(),
  ]);
  return { sessions, accounts, tokens, stories, acts };
}
