import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Store } from "../../core/store/connect.ts";
import { linkOf, startMailing } from "../support/mail/mail-reader.ts";

const KIM = "kim@example.org";

test("N4: what a reader chooses is kept, and what cannot be meant is told", async (t) => {
  const { london, reader } = await startMailing(t);
  const own = linkOf(await reader.joins(KIM), "preferences");
  const chosen = { "to-breaking": "on", "quiet-from": "22:00", "quiet-until": "06:30", cap: "5" };
  const saved = await reader.sends(own, chosen);
  expect(saved.html).toContain("Saved.");
  expect(saved.html).toMatch(/name="to-breaking" checked/);
  expect(saved.html).not.toMatch(/name="to-morning-briefing" checked/);
  expect(saved.html).toContain('value="22:00"');
  for (const wrong of [{ "quiet-from": "22:00" }, { "quiet-from": "25:00", "quiet-until": "06:00" }, { cap: "0" }]) {
    expect(
      await reader.sends(own, { ...chosen, ...wrong, ...("cap" in wrong ? {} : { "quiet-until": "" }) }),
    ).toMatchObject({ status: 422 });
  }
  const kept = await london.store.selectFrom("subscriber").selectAll().executeTakeFirstOrThrow();
  expect(kept).toMatchObject({ quiet_from: "22:00:00", quiet_until: "06:30:00", alerts_a_day_at_most: 5 });
  const states = await london.store
    .selectFrom("subscription")
    .select(["newsletter", "state"])
    .orderBy("newsletter")
    .execute();
  expect(states).toEqual([
    { newsletter: "breaking", state: "confirmed" },
    { newsletter: "morning-briefing", state: "ended" },
  ]);
});

test("N4: a reader gets all that is kept as a file, and can have it erased and begin anew", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  const own = linkOf(await reader.joins(KIM), "preferences");
  const file = await reader.opens(own.replace("/preferences", "/export"));
  expect(file.headers.get("content-disposition")).toContain("attachment");
  expect(JSON.parse(file.html)).toMatchObject({
    email: KIM,
    subscriptions: [{ newsletter: "morning-briefing", state: "confirmed" }],
    consents: [{ act: "asked" }, { act: "confirmed" }],
    letters: [{ kind: "confirm" }, { kind: "welcome" }],
  });
  expect(await reader.sends(own.replace("/preferences", "/erase"))).toMatchObject({ status: 200 });
  for (const table of ["subscriber", "subscription", "consent", "confirmation", "suppression"] as const) {
    expect(await london.store.selectFrom(table).selectAll().execute(), table).toEqual([]);
  }
  expect(await everythingSaid(london.store)).not.toContain("kim@");
  expect(await reader.opens(own)).toMatchObject({ status: 404 });
  expect(await reader.opens(own.replace("/preferences", "/export"))).toMatchObject({ status: 404 });

  await reader.joins(KIM);
  expect(sink.letters).toHaveLength(4);
});

test("N4: who asks never to be written to again is not, whoever signs that address up", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  const own = linkOf(await reader.joins(KIM), "preferences");
  await reader.sends(own.replace("/preferences", "/erase"), { "never-again": "on" });
  expect(await london.store.selectFrom("suppression").select("reason").execute()).toEqual([{ reason: "erased" }]);
  expect(await reader.signsUp("KIM@example.org")).toMatchObject({ status: 202 });
  await reader.joins("ada@example.org"); // what came later has arrived
  expect(sink.letters.slice(2).flatMap(({ recipients }) => recipients)).toEqual(["ada@example.org", "ada@example.org"]);
  expect(await london.store.selectFrom("subscriber").select("email").execute()).toEqual([{ email: "ada@example.org" }]);
});

/** All rows of the mailing, as text. */
async function everythingSaid(store: Store): Promise<string> {
  const { rows } = await sql`
    select to_jsonb(s)::text as row from subscriber s union all select to_jsonb(l)::text from letter l
      union all select to_jsonb(u)::text from sign_up u union all select to_jsonb(c)::text from consent c`.execute(
    store,
  );
  return JSON.stringify(rows);
}
