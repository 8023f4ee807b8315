import { expect, type TestContext, test } from "vitest";
import { makeFirstRunLink } from "../../core/store/people/join.ts";
import { addressBlock } from "../../server/http/callers/address-block.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aVisitor, codeOf, type Joined } from "../support/people/visitor.ts";

const MOST_EVALUATED = 20;

test("D1: of a thousand guesses at an account, from a thousand addresses, a few are looked at", async (t) => {
  const { london, ada } = await withAda(t);
  const before = await hashed(london);
  const answers = await guess(london, 1_000, (at) => ({ email: ada.email, password: `wrong ${at}`, from: v4(at) }));
  expect((await hashed(london)) - before).toBeLessThanOrEqual(MOST_EVALUATED);
  expect(countsOf(answers)[429]).toBe(990);
  // The right password is not looked at either, so nobody learns by it that it is right.
  const [right] = await guess(london, 1, () => ({ ...ada, from: v4(5_000) }));
  expect(right?.status).toBe(429);
});

test("D1: of guesses from one address, at as many accounts as one likes, a few are looked at", async (t) => {
  const { london } = await withAda(t);
  const before = await hashed(london);
  const answers = await guess(london, 100, (at) => ({ email: `p${at}@london.example`, password: "x", from: v4(1) }));
  expect((await hashed(london)) - before).toBeLessThanOrEqual(MOST_EVALUATED);
  expect(countsOf(answers)[429]).toBe(80);
});

test("D1: an account that exists is answered like one that does not: same words, same work", async (t) => {
  const { london, ada } = await withAda(t);
  const ways = [ada.email, "nobody@london.example"].map(async (email, who) => {
    const before = await hashed(london);
    const answers = await guess(london, 12, (at) => ({ email, password: `wrong ${at}`, from: v4(100 * who + at) }), 1);
    const said = answers.map(({ status, html }) => `${status} ${html.replaceAll(email, "WHOM")}`);
    return { said, work: (await hashed(london)) - before };
  });
  const known = await ways[0];
  const unknown = await ways[1];
  expect(known?.said).toEqual(unknown?.said);
  expect(new Set(known?.said).size).toBe(2);
  expect((known?.work ?? 0) + (unknown?.work ?? 0)).toBeGreaterThanOrEqual(20);
});

test("D1: codes of the second factor are guessed a few times, and a right one counts once", async (t) => {
  const { london, ada } = await withAda(t);
  const used = codeOf(ada.key, 1);
  const first = aVisitor(london);
  await first.signsIn(ada, used);
  expect(await first.me()).toMatchObject({ email: ada.email });
  const onlooker = aVisitor(london);
  expect((await onlooker.signsIn(ada, used)).status).toBe(401);
  expect(await onlooker.me()).toBeNull();

  const guesser = aVisitor(london);
  const statuses: number[] = [];
  for (let challenge = 0; challenge < 4; challenge++) {
    statuses.push((await guesser.signsIn(ada, `${challenge}00000`)).status);
    for (let at = 1; at < 4; at++) {
      statuses.push((await guesser.sends("/desk/sign-in/code", { code: `${challenge}0000${at}` })).status);
    }
  }
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
  expect(statuses.at(-1)).toBe(429);
  expect((await guesser.signsIn(ada)).status).toBe(429);
  expect(await guesser.me()).toBeNull();
});

test("D1: who has signed in here before is not kept out by what strangers guess", async (t) => {
  const { london, ada } = await withAda(t);
  const own = aVisitor(london, { headers: { "X-Forwarded-For": v4(1) } });
  await own.signsIn(ada);
  await own.opens("/desk/account");
  await own.sends("/desk/sign-out", {});
  await guess(london, 15, (at) => ({ email: ada.email, password: `wrong ${at}`, from: v4(100 + at) }));
  const stranger = aVisitor(london, { headers: { "X-Forwarded-For": v4(2) } });
  expect((await stranger.signsIn(ada)).status).toBe(429);
  const [recovery = "", forged = ""] = ada.recoveryCodes;
  await own.signsIn(ada, recovery);
  expect(await own.me()).toMatchObject({ email: ada.email });

  // The cookie is good for one account, and a made-up one for none.
  for (const device of ["A".repeat(22), own.cookies.get("london.device")?.slice(0, 22) ?? ""]) {
    stranger.cookies.set("london.device", `${device}.${"B".repeat(43)}`);
    expect((await stranger.signsIn(ada, forged)).status).toBe(429);
  }
  const guesses = await guess(
    london,
    15,
    (at) => ({ email: ada.email, password: `wrong ${at}`, from: v4(200 + at) }),
    1,
    {
      Cookie: `london.device=${own.cookies.get("london.device")}`,
    },
  );
  expect(countsOf(guesses)[429]).toBe(5);
});

test("D1: a recovery code lets in once", async (t) => {
  const { london, ada } = await withAda(t);
  const [code = "", other = ""] = ada.recoveryCodes;
  const visitor = aVisitor(london);
  await visitor.signsIn(ada, ` ${code.toUpperCase()} `);
  expect(await visitor.me()).toMatchObject({ email: ada.email });
  await london.store.deleteFrom("spent_code").execute(); // as after some minutes
  const again = aVisitor(london);
  expect((await again.signsIn(ada, code)).status).toBe(401);
  expect(await again.me()).toBeNull();
  await again.signsIn(ada, other);
  expect(await again.me()).toMatchObject({ email: ada.email });
});

test("D1: what counts as one address is an IPv4 address or an IPv6 network", () => {
  expect(addressBlock("192.0.2.7")).toBe("192.0.2.7");
  expect(addressBlock("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(addressBlock("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(addressBlock("2001:DB8:1:2::9")).toBe("2001:db8:1:2::/64");
  expect(addressBlock("2001:db8::1")).toBe("2001:db8:0:0::/64");
  expect(addressBlock("::1")).toBe("0:0:0:0::/64");
});

async function withAda(t: TestContext): Promise<{ london: London; ada: Joined }> {
  const london = await startLondon(t, { workers: 0, env: { TRUSTED_PROXIES: "loopback" } });
  const secret = (await makeFirstRunLink(london.store)) ?? "";
  const ada = await aVisitor(london).joins(secret, { name: "Ada", email: "ada@london.example" });
  return { london, ada };
}

interface Guess {
  email: string;
  password: string;
  from: string;
}

/** So many guesses, some at once. */
async function guess(
  london: London,
  count: number,
  of: (at: number) => Guess,
  atOnce = 8,
  headers: Record<string, string> = {},
) {
  const answers: { status: number; html: string }[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) {
      const { email, password, from } = of(at);
      const response = await fetch(`${london.url}/desk/sign-in`, {
        ...{ method: "POST", redirect: "manual", body: new URLSearchParams({ email, password }) },
        headers: { Origin: london.config.site.publicUrl, "X-Forwarded-For": from, ...headers },
      });
      answers[at] = { status: response.status, html: await response.text() };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return answers;
}

function countsOf(answers: { status: number }[]): Record<number, number> {
  return answers.reduce<Record<number, number>>(
    (counts, { status }) => Object.assign(counts, { [status]: (counts[status] ?? 0) + 1 }),
    {},
  );
}

/** How many passwords the server has worked. */
async function hashed({ servers }: London): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${servers[0]?.metricsPort}/metrics`);
  return Number(/^london_passwords_worked_total\S* (\d+)/m.exec(await response.text())?.[1]);
}

function v4(at: number): string {
  return `198.18.${(at >> 8) & 255}.${at & 255}`;
}
