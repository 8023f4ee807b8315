import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeFirstRunLink } from "../../core/store/people/join.ts";
import { firstRunLink } from "../../deploy/local/launch/first-run.ts";
import { welcome } from "../../deploy/local/launch/welcome.ts";
import { readCommand } from "../../deploy/people/read-command.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aVisitor, PASSWORD } from "../support/people/visitor.ts";

test("D1: the first admin comes in by the link that the start prints, with a second factor, once", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { databaseUrl, site } = london.config;
  const link = await firstRunLink(databaseUrl, site.publicUrl);
  const shown = welcome({ publicUrl: site.publicUrl, firstRun: link, tokenFile: undefined, logDir: "data/logs" });
  const printed = /Set it up +(\S+)/.exec(shown)?.[1] ?? "";
  expect(printed.startsWith(`${site.publicUrl}/desk/join?link=`)).toBe(true);

  const secret = new URL(printed).searchParams.get("link") ?? "";
  const visitor = aVisitor(london);
  const joined = await visitor.joins(secret, { name: "Ada Admin", email: "Ada@London.example" });
  expect(joined.recoveryCodes).toHaveLength(10);
  expect(new Set(joined.recoveryCodes).size).toBe(10);
  expect(await visitor.me()).toMatchObject({ name: "Ada Admin", email: "ada@london.example", role: "admin" });
  expect((await visitor.opens("/desk/people")).status).toBe(200);

  expect((await aVisitor(london).opens(`/desk/join?link=${secret}`)).status).toBe(410);
  expect(await firstRunLink(databaseUrl, site.publicUrl)).toBeNull();
  const later = welcome({ publicUrl: site.publicUrl, firstRun: null, tokenFile: undefined, logDir: "data/logs" });
  expect(later).not.toContain("/desk/join");
  const again = aVisitor(london);
  expect((await again.signsIn(joined)).status).not.toBe(401);
  expect(await again.me()).toMatchObject({ role: "admin" });
});

test("D1: a link is used up by its form and not by being opened, and by one of all who send it", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const secret = await makeFirstRunLink(london.store);
  for (let scan = 0; scan < 3; scan++) {
    expect((await aVisitor(london).opens(`/desk/join?link=${secret}`)).status).toBe(200);
  }
  const racers = await Promise.all(
    [1, 2, 3, 4].map(async (at) => {
      const visitor = aVisitor(london);
      await visitor.opens(`/desk/join?link=${secret}`);
      const fields = { name: `Racer ${at}`, email: `r${at}@london.example`, password: PASSWORD, again: PASSWORD };
      return visitor.sends("/desk/join", fields);
    }),
  );
  expect(racers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
  expect(await london.store.selectFrom("account").select("id").execute()).toHaveLength(1);
});

test("D1: a link ends with time, with the next one, and with whom it is for", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const kim = linkIn((await run(london, "add", "kim@london.example", "--name", "Kim", "--role", "reporter")).out);
  const statusOf = async (secret: string) => (await aVisitor(london).opens(`/desk/join?link=${secret}`)).status;
  expect(await statusOf(kim)).toBe(200);
  await london.store
    .updateTable("one_time_link")
    .set({ expires_at: new Date(Date.now() - 1_000) })
    .execute();
  expect(await statusOf(kim)).toBe(410);

  const next = await run(london, "reset", "kim@london.example");
  const last = await run(london, "reset", "kim@london.example");
  expect([await statusOf(linkIn(next.out)), await statusOf(linkIn(last.out))]).toEqual([410, 200]);
  await run(london, "disable", "kim@london.example");
  expect(await statusOf(linkIn(last.out))).toBe(410);
  expect(await statusOf("x".repeat(43))).toBe(410);
  const kept = await london.store.selectFrom("one_time_link").selectAll().execute();
  expect(JSON.stringify(kept)).not.toContain(linkIn(last.out));
});

test("D1: what was set up before a reset lets nobody in", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const visitor = aVisitor(london);
  const ada = await visitor.joins((await makeFirstRunLink(london.store)) ?? "", {
    name: "Ada",
    email: "ada@london.example",
  });
  const reset = linkIn((await run(london, "reset", ada.email)).out);
  expect(await visitor.me()).toBeNull();
  expect((await aVisitor(london).signsIn(ada)).status).toBe(401);
  const anew = await aVisitor(london).joins(reset, { name: "Ada", password: "other words than before" });
  expect(anew.key).not.toBe(ada.key);
  const again = aVisitor(london);
  await again.signsIn(anew);
  expect(await again.me()).toMatchObject({ email: ada.email });
});

test("D1: a password that is short, somebody's own name or typed two ways is not taken, and the link stays good", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const visitor = aVisitor(london);
  await visitor.opens(`/desk/join?link=${await makeFirstRunLink(london.store)}`);
  const said = { name: "Ada Lovelace", email: "ada@london.example" };
  for (const [password, again] of [
    ["short", "short"],
    ["aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"],
    ["ada lovelace 1815", "ada lovelace 1815"],
    ["four quiet words here", "four quiet words there"],
    ["x".repeat(64) + "abcd".repeat(20), "x".repeat(64) + "abcd".repeat(20)],
  ] as const) {
    const answer = await visitor.sends("/desk/join", { ...said, password, again });
    expect([answer.status, answer.html.includes('role="alert"')], password).toEqual([422, true]);
    expect(answer.html).not.toContain(`value="${password}"`);
  }
  expect((await visitor.sends("/desk/join", { ...said, password: PASSWORD, again: PASSWORD })).status).toBe(200);
});

test("D1: people are looked after from the shell", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  expect((await run(london, "list")).out).toContain("Nobody yet.");
  const secret = linkIn((await run(london, "add", "Ada@london.example", "--name", "Ada L", "--role", "admin")).out);
  expect(await run(london, "add", "ada@london.example")).toMatchObject({ code: 1 });
  expect((await run(london, "list")).out).toMatch(/ada@london.example +admin +has a link to use +Ada L/);
  await aVisitor(london).joins(secret, { name: "Ada L" });
  expect((await run(london, "list")).out).toMatch(/ada@london.example +admin +two factors +Ada L/);

  expect(await run(london, "disable", "ada@london.example")).toMatchObject({ code: 1 });
  expect(await run(london, "role", "ada@london.example", "editor")).toMatchObject({ code: 1 });
  await run(london, "add", "bob@london.example", "--role", "admin");
  expect(await run(london, "role", "ada@london.example", "editor")).toMatchObject({ code: 0 });
  expect(await run(london, "disable", "ada@london.example")).toMatchObject({ code: 0 });
  expect((await run(london, "list")).out).toMatch(/ada@london.example +editor +shut out/);
  expect(await run(london, "enable", "nobody@london.example")).toMatchObject({ code: 1 });
  expect(await run(london, "role", "ada@london.example", "boss")).toMatchObject({ code: 64 });
  const acts = await london.store.selectFrom("audit_log").select(["act", "name", "address"]).orderBy("id").execute();
  expect(acts.filter(({ name }) => name === "operator").map(({ act }) => act)).toEqual([
    ...["people.invite", "people.invite", "people.role", "people.disable"],
  ]);
});

test("D1: a command of the shell that is not one of ours is refused, not guessed at", () => {
  expect(readCommand(["add", "a@b.example", "--name", "A"])).toMatchObject({ verb: "add", name: "A", role: "editor" });
  for (const wrong of [
    ...[[], ["list", "all"], ["add"], ["add", "x"], ["add", "a@b", "--role", "boss"], ["add", "a@b", "--admin"]],
    ...[
      ["role", "a@b"],
      ["role", "a@b", "boss"],
      ["disable", "a@b", "c@d"],
      ["disable", "a@b", "--name", "A"],
    ],
  ]) {
    expect(readCommand(wrong), wrong.join(" ")).toBeUndefined();
  }
});

interface Ran {
  code: number;
  out: string;
}

/** `npm run editor -- …`, without npm. */
async function run({ config }: London, ...args: string[]): Promise<Ran> {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: config.databaseUrl,
    PUBLIC_URL: config.site.publicUrl,
    DATA_DIR: "/nowhere",
  };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["deploy/editor.ts", ...args], { env });
    return { code: 0, out: stdout };
  } catch (failure) {
    const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string };
    return { code, out: stdout + stderr };
  }
}

function linkIn(text: string): string {
  return /\/desk\/join\?link=([\w-]+)/.exec(text)?.[1] ?? "";
}
