import { createHash, randomBytes, randomUUIDv7 } from "node:crypto";
import type { Scope } from "../../../core/news/desk-role.ts";
import type { London } from "../paper/start-london.ts";
import { aPerson, type Person } from "./people.ts";

/** Everybody who might ask: each a kind of caller of whom the rules say something else. */
export const CALLERS = [
  ...["nobody", "a wrong token", "a forged cookie", "a disabled editor", "an idle session", "a session of a week"],
  ...["reporter", "editor", "admin", "an editor without second factor"],
  ...["an editor's token to read", "an editor's token to draft", "an editor's token to publish"],
  ...["a reporter's token to publish", "an admin's token for all", "a revoked token", "the editors' token"],
] as const;
export type CallerName = (typeof CALLERS)[number];

/** What one of them sends along: cookies or a token, and with a cookie what a page of ours adds. */
export async function headersOf(london: London, name: CallerName): Promise<Record<string, string>> {
  const { store } = london;
  switch (name) {
    case "nobody":
      return {};
    case "a wrong token":
      return { Authorization: `Bearer ${"x".repeat(40)}` };
    case "a forged cookie":
      return { Cookie: `london.session_token=${randomBytes(24).toString("base64url")}.${"A".repeat(43)}%3D` };
    case "a disabled editor": {
      const person = await aPerson(london);
      await store.updateTable("account").set({ disabled_at: new Date() }).where("id", "=", person.id).execute();
      return bySession(london, person);
    }
    case "an idle session": {
      const person = await aPerson(london);
      const ended = { expires_at: new Date(Date.now() - 1_000) };
      await store.updateTable("session").set(ended).where("account_id", "=", person.id).execute();
      return bySession(london, person);
    }
    case "a session of a week": {
      const person = await aPerson(london);
      const begun = { created_at: new Date(Date.now() - 7 * 86_400_000 - 1_000) };
      await store.updateTable("session").set(begun).where("account_id", "=", person.id).execute();
      return bySession(london, person);
    }
    case "reporter":
    case "editor":
    case "admin":
      return bySession(london, await aPerson(london, { role: name }));
    case "an editor without second factor":
      return bySession(london, await aPerson(london, { hasSecondFactor: false }));
    case "an editor's token to read":
      return byToken(await aToken(london, await aPerson(london), ["read"]));
    case "an editor's token to draft":
      return byToken(await aToken(london, await aPerson(london), ["draft"]));
    case "an editor's token to publish":
      return byToken(await aToken(london, await aPerson(london), ["publish"]));
    case "a reporter's token to publish":
      return byToken(await aToken(london, await aPerson(london, { role: "reporter" }), ["publish"]));
    case "an admin's token for all":
      return byToken(await aToken(london, await aPerson(london, { role: "admin" }), ["read", "draft", "publish"]));
    case "a revoked token": {
      const person = await aPerson(london);
      const secret = await aToken(london, person, ["read", "draft", "publish"]);
      await store
        .updateTable("api_token")
        .set({ revoked_at: new Date() })
        .where("account_id", "=", person.id)
        .execute();
      return byToken(secret);
    }
    case "the editors' token":
      return byToken(london.token);
  }
}

/** An API token of this person, written straight into the store. */
export async function aToken({ store }: London, { id }: Person, scopes: Scope[]): Promise<string> {
  const secret = `london_${randomBytes(32).toString("base64url")}`;
  const hash = createHash("sha256").update(secret).digest();
  const row = { id: randomUUIDv7(), hash, account_id: id, name: "a test's", scopes };
  await store.insertInto("api_token").values(row).execute();
  return secret;
}

function bySession({ config }: London, { cookie, csrf }: Person): Record<string, string> {
  return { Cookie: cookie, "X-CSRF-Token": csrf, Origin: config.site.publicUrl };
}

function byToken(secret: string): Record<string, string> {
  return { Authorization: `Bearer ${secret}` };
}
