import { expect, type TestContext, test } from "vitest";
import { makeFirstRunLink } from "../../core/store/people/join.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aVisitor, codeOf, type Joined, PASSWORD, type Visitor } from "../support/people/visitor.ts";

test("D1: another password counts at once, here one stays signed in, and everywhere else nobody is", async (t) => {
  const { london, ada, joined } = await withAda(t);
  const elsewhere = aVisitor(london);
  await elsewhere.signsIn(joined);
  const change = { current: PASSWORD, password: "words that are new to all", again: "words that are new to all" };
  await ada.opens("/desk/account");
  expect((await ada.sends("/desk/account/password", { ...change, current: "not mine" })).status).toBe(422);
  expect(await elsewhere.me()).not.toBeNull();
  expect((await ada.sends("/desk/account/password", change)).path).toBe("/desk/account?done=password");
  expect(await ada.me()).toMatchObject({ email: joined.email });
  expect(await elsewhere.me()).toBeNull();
  const [recovery = ""] = joined.recoveryCodes;
  expect((await aVisitor(london).signsIn(joined)).status).toBe(401);
  const again = aVisitor(london);
  await again.signsIn({ ...joined, password: change.password }, recovery);
  expect(await again.me()).toMatchObject({ email: joined.email });
});

test("D1: new recovery codes make the old ones void", async (t) => {
  const { london, ada, joined } = await withAda(t);
  await ada.opens("/desk/second-factor");
  expect((await ada.sends("/desk/second-factor/codes", { current: "not mine" })).status).toBe(422);
  const renewed = await ada.sends("/desk/second-factor/codes", { current: PASSWORD });
  const codes = [...renewed.html.matchAll(/<li><code>([\w-]+)<\/code>/g)].map(([, code = ""]) => code);
  expect(codes).toHaveLength(10);
  const [old = ""] = joined.recoveryCodes;
  expect((await aVisitor(london).signsIn(joined, old)).status).toBe(401);
  const again = aVisitor(london);
  await again.signsIn(joined, codes[0]);
  expect(await again.me()).toMatchObject({ email: joined.email });
});

test("D1: another authenticator takes the place of the first, and until it does nothing else is open", async (t) => {
  const { london, ada, joined } = await withAda(t);
  const elsewhere = aVisitor(london);
  await elsewhere.signsIn(joined);
  await ada.opens("/desk/second-factor");
  const page = await ada.sends("/desk/second-factor/replace", { current: PASSWORD });
  const key = /<code class="key">([A-Z2-7 ]+)<\/code>/.exec(page.html)?.[1]?.replaceAll(" ", "") ?? "";
  expect(key).toHaveLength(joined.key.length);
  expect(key).not.toBe(joined.key);
  expect(await elsewhere.me()).toBeNull();
  expect((await ada.opens("/desk/people")).path).toBe("/desk/second-factor");
  expect((await ada.sends("/desk/second-factor/confirm", { code: codeOf(joined.key) })).status).toBe(422);
  const confirmed = await ada.sends("/desk/second-factor/confirm", { code: codeOf(key) });
  expect(confirmed.html).toContain("shown this once");
  expect((await ada.opens("/desk/people")).path).toBe("/desk/people");
});

async function withAda(t: TestContext): Promise<{ london: London; ada: Visitor; joined: Joined }> {
  const london = await startLondon(t, { workers: 0 });
  const ada = aVisitor(london);
  const secret = (await makeFirstRunLink(london.store)) ?? "";
  return { london, ada, joined: await ada.joins(secret, { name: "Ada", email: "ada@london.example" }) };
}
