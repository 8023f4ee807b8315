import { sql } from "kysely";
import { expect, test } from "vitest";
import { linkOf, startMailing } from "../support/mail/mail-reader.ts";
import type { London } from "../support/paper/start-london.ts";

const KIM = "kim@example.org";

test("N4: a mail program unsubscribes by one POST, without cookies and without an Origin, as often as it likes", async (t) => {
  const { london, reader } = await startMailing(t);
  const welcome = await reader.joins(KIM);
  const header = welcome.email.headers.find(({ key }) => key === "list-unsubscribe")?.value ?? "";
  const link = header.slice(1, -1);
  expect(link).toBe(linkOf(welcome, "unsubscribe"));
  const oneClick = { "List-Unsubscribe": "One-Click" };
  expect(await reader.sends(link, oneClick, { Origin: "https://elsewhere.example" })).toMatchObject({ status: 403 });
  expect(await statesOf(london)).toEqual(["confirmed"]);
  for (let time = 0; time < 3; time++) expect(await reader.sends(link, oneClick, {})).toMatchObject({ status: 200 });
  expect(await statesOf(london)).toEqual(["ended"]);
  const multipart = new FormData();
  multipart.set("List-Unsubscribe", "One-Click");
  const here = link.replace(london.config.site.publicUrl, london.url);
  expect((await fetch(here, { method: "POST", body: multipart })).status).toBe(200);
  const { rows } = await sql`select from consent where act = 'ended'`.execute(london.store);
  expect(rows).toHaveLength(1);
});

test("N4: a person leaves by the button on the page behind the link, and may come back there", async (t) => {
  const { london, reader } = await startMailing(t);
  const welcome = await reader.joins(KIM);
  const page = await reader.opens(linkOf(welcome, "unsubscribe"));
  expect(page.html).toContain("Leave Morning Briefing?");
  const [, action = ""] = /<form method="post" action="([^"]+)"/.exec(page.html) ?? [];
  const done = await reader.sends(action);
  expect(done.html).toContain("Morning Briefing will not come any more.");
  const [, back = ""] = /href="(\/newsletters\/preferences[^"]+)"/.exec(done.html) ?? [];
  expect(await reader.sends(back, { "to-morning-briefing": "on" })).toMatchObject({ status: 200 });
  expect(await statesOf(london)).toEqual(["confirmed"]);
});

test("N4: a link that was altered, or is somebody else's, leads nowhere", async (t) => {
  const { london, reader } = await startMailing(t);
  const [kim, ada] = [await reader.joins(KIM), await reader.joins("ada@example.org")];
  const [one, other] = [kim, ada].map((welcome) => linkOf(welcome, "unsubscribe"));
  const preferences = linkOf(kim, "preferences");
  const wrong = [
    one?.replace(".morning-briefing", ".the-week"),
    one?.replace(".morning-briefing", ""),
    preferences.replace("/preferences", "/unsubscribe"),
    one?.replace("/unsubscribe", "/preferences"),
    `${one?.split("=")[0]}=${one?.split("=")[1]?.slice(0, 22)}${other?.split("=")[1]?.slice(22)}`,
    "/newsletters/unsubscribe",
  ];
  for (const link of wrong) expect(await reader.sends(link ?? ""), link).toMatchObject({ status: 404 });
  expect(await statesOf(london)).toEqual(["confirmed", "confirmed"]);
});

test("I12: when an unsubscribe is acknowledged, a letter that has not begun never begins", async (t) => {
  const { london, sink, reader } = await startMailing(t, { workers: 0 });
  const first = await london.startWorker();
  const welcome = await reader.joins(KIM);
  await reader.signsUp(KIM, "the-week");
  const confirm = linkOf(await sink.next(KIM), "confirm");
  await first.close();
  await reader.sends(confirm); // its welcome waits: no worker is there
  expect(await reader.sends(linkOf(welcome, "unsubscribe").replace("morning-briefing", "the-week"))).toMatchObject({
    status: 404, // each newsletter has a link of its own
  });
  const preferences = linkOf(welcome, "preferences");
  expect(await reader.sends(preferences, {})).toMatchObject({ status: 200 });
  const before = sink.letters.length;
  await london.startWorker();
  await reader.joins("ada@example.org"); // a letter that came later has arrived
  expect(sink.letters.slice(before).flatMap(({ recipients }) => recipients)).not.toContain(KIM);
  const { rows } = await sql`select from letter where state = 'dropped'`.execute(london.store);
  expect(rows).toHaveLength(1);
});

async function statesOf({ store }: London): Promise<string[]> {
  return (await store.selectFrom("subscription").select("state").execute()).map(({ state }) => state);
}
