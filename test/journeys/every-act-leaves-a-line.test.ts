import { getMigrations } from "better-auth/db/migration";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { makeFirstRunLink } from "../../core/store/people/join.ts";
import { createAuth } from "../../server/people/auth.ts";
import { createPasswords } from "../../server/people/passwords.ts";
import { memoryLog } from "../support/paper/memory-log.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aToken } from "../support/people/callers.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson } from "../support/people/people.ts";
import { aVisitor } from "../support/people/visitor.ts";

test("D1: what is published, corrected, taken back and called back leaves a line in the same commit", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const editor = await aPerson(london, { name: "Mary Editor" });
  const first = await editor.ask("POST", "/v1/stories", aStory());
  const { id } = first.json as { id: string };
  await editor.ask("POST", `/v1/stories/${id}/revisions`, {
    rev: 2,
    kind: "correction",
    note: "Not so.",
    headline: "So",
  });
  await editor.ask("POST", `/v1/stories/${id}/retraction`, { rev: 3, note: "Wrong." });
  const held = (await editor.ask("POST", "/v1/stories", aStory({ holdSeconds: 600 }))).json as { id: string };
  await editor.ask("DELETE", `/v1/stories/${held.id}/schedule`);
  await london.editor.posts(aStory());
  await editor.ask("POST", "/v1/stories", { headline: "", section: "uk" });

  const by = { account: editor.id, name: "Mary Editor", address: "127.0.0.1" };
  expect(await linesOf(london)).toMatchObject([
    { ...by, act: "story.new", about: { story: id, rev: 1 } },
    { ...by, act: "story.correction", about: { story: id, rev: 2 } },
    { ...by, act: "story.retraction", about: { story: id, rev: 3 } },
    { ...by, act: "story.new", about: { story: held.id, rev: 1, waits: "held" } },
    { ...by, act: "story.unschedule", about: { story: held.id } },
    { account: "editor-token", name: "editor-token", act: "story.new", address: "127.0.0.1" },
  ]);
  expect(JSON.stringify(await linesOf(london))).not.toMatch(/A headline|Not so|Wrong/);
});

test("D1: a similar alert names its author as people do", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const editor = await aPerson(london, { name: "Mary Editor" });
  const alert = aStory({ headline: "Tube strike called off after talks", urgency: "flash", ifSimilar: "refuse" });
  await editor.ask("POST", "/v1/stories", alert);
  const refused = await london.editor.ask("POST", "/v1/stories", alert);
  expect(refused.json).toMatchObject({ status: 409, by: "Mary Editor" });
});

test("D1: what people do about themselves and each other leaves a line, and so does what was refused", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const ada = aVisitor(london);
  const joined = await ada.joins((await makeFirstRunLink(london.store)) ?? "", {
    name: "Ada",
    email: "ada@london.example",
  });
  await ada.opens("/desk/account");
  await ada.sends("/desk/account/tokens", { name: "import", "scope-draft": "yes" });
  await ada.opens("/desk/people");
  const kim = await ada.sends("/desk/people/invite", { name: "Kim", email: "kim@london.example", role: "reporter" });
  expect(kim.html).toContain("/desk/join?link=");
  const account =
    (await london.store.selectFrom("account").select("id").where("name", "=", "Kim").executeTakeFirst())?.id ?? "";
  for (const act of ["role", "disable", "enable", "reset"]) {
    const answer = await ada.sends(`/desk/people/${act}`, { account, role: "editor" });
    expect([act, answer.status]).toEqual([act, 200]);
  }
  await aVisitor(london).signsIn({ ...joined, password: "not my password" });
  await aVisitor(london).signsIn({ ...joined, email: "nobody@london.example" });
  await ada.opens("/desk/account");
  await ada.sends("/desk/sign-out", {});

  const lines = await linesOf(london);
  expect(lines.map(({ act, name }) => `${name}: ${act}`)).toEqual([
    ...["Ada: people.join", "Ada: sign-in.done", "Ada: second-factor.on", "Ada: token.create", "Ada: people.invite"],
    ...["Ada: people.role", "Ada: people.disable", "Ada: people.enable", "Ada: people.reset", "Ada: sign-in.refused"],
    ...["nobody known: sign-in.refused", "Ada: sign-in.ended"],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/@|not my password|quiet words/);
});

test("D1: the log is only ever appended to, by anybody", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  await london.editor.posts(aStory());
  for (const change of ["update audit_log set name = 'x'", "delete from audit_log", "truncate audit_log"]) {
    await expect(sql.raw(change).execute(london.store), change).rejects.toThrow("only appended to");
  }
  expect(await linesOf(london)).toHaveLength(1);
});

test("D1: an admin reads the log, by person and by kind, and takes all of it along", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const admin = await aPerson(london, { role: "admin" });
  const editor = await aPerson(london, { name: '=HYPERLINK("x"), Mary' });
  for (let at = 0; at < 3; at++) await editor.ask("POST", "/v1/stories", aStory());
  await london.editor.posts(aStory());
  await sql`select note_act(null, 'sign-in.refused', '{"factor":"password"}', '192.0.2.1') from generate_series(1, 1200)`.execute(
    london.store,
  );

  const page = await admin.ask("GET", "/desk/audit-log");
  expect([page.status, page.text.match(/sign-in\.refused/g)?.length]).toEqual([200, 100]);
  const older = /href="(\/desk\/audit-log\?[^"]+)">Earlier/.exec(page.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect((await admin.ask("GET", older)).text.match(/sign-in\.refused/g)?.length).toBe(100);
  const own = await admin.ask("GET", `/desk/audit-log?account=${editor.id}&act=story`);
  expect(own.text.match(/story\.new/g)).toHaveLength(3);
  expect(own.text).not.toContain('=HYPERLINK("x")');

  const all = await admin.ask("GET", "/desk/audit-log/lines.jsonl");
  const lines = all.text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: number; act: string });
  expect(lines).toHaveLength(1_204);
  expect(lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id).sort((a, b) => a - b));
  const csv = await admin.ask("GET", `/desk/audit-log/lines.csv?account=${editor.id}`);
  expect(csv.headers.get("content-disposition")).toContain("audit-log.csv");
  expect(csv.text.split("\r\n")).toHaveLength(5);
  expect(csv.text).toContain(`"'=HYPERLINK(""x""), Mary"`);
});

test("D1: a token's secret is shown once and kept nowhere", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const ada = aVisitor(london);
  await ada.joins((await makeFirstRunLink(london.store)) ?? "", { name: "Ada", email: "ada@london.example" });
  await ada.opens("/desk/account");
  const made = await ada.sends("/desk/account/tokens", { name: "import", "scope-publish": "yes" });
  const secret = /london_[\w-]{43}/.exec(made.html)?.[0] ?? "";
  const posted = await london.editor.ask("POST", "/v1/stories", aStory(), { token: secret });
  expect(posted.status).toBe(201);
  expect((await ada.opens("/desk/account")).html).not.toContain(secret);
  const { rows } = await sql<{ kept: string }>`select row_to_json(t)::text as kept from api_token t`.execute(
    london.store,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.kept).not.toContain(secret);
  const id = /name="token" value="([^"]+)"/.exec((await ada.opens("/desk/account")).html)?.[1] ?? "";
  await ada.sends("/desk/account/tokens/revoke", { token: id });
  expect((await london.editor.ask("POST", "/v1/stories", aStory(), { token: secret })).status).toBe(401);
  const others = await aToken(london, await aPerson(london), ["read"]);
  expect((await london.editor.ask("GET", "/v1/me", undefined, { token: others })).status).toBe(200);
});

test("D1: the sign-in library finds every table and column that it needs", async (t) => {
  const { store, config } = await startLondon(t, { workers: 0 });
  const { sessionSecret, site } = config;
  const passwords = createPasswords({ onWork: () => {} });
  const { log } = memoryLog();
  const auth = createAuth({ store, passwords, log, sessionSecret, publicUrl: site.publicUrl, siteName: site.name });
  const { toBeCreated, toBeAdded } = await getMigrations(auth.options);
  expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] });
});

function linesOf({ store }: London) {
  return store.selectFrom("audit_log").selectAll().orderBy("id").execute();
}
