import fc from "fast-check";
import { expect, test } from "vitest";
import { fillWire } from "../support/paper/fill-wire.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory, type Taken } from "../support/people/editor.ts";
import { plainAsker } from "../support/requests/ask-plainly.ts";

/** The front page as it was served when the wire stood at `seq`. */
interface Served {
  seq: number;
  front: string;
}

const anAct = fc.record({
  kind: fc.constantFrom("new", "new", "lead", "alert", "update", "correction", "label", "retraction"),
  pick: fc.nat(),
});
type Act = typeof anAct extends fc.Arbitrary<infer T> ? T : never;

test("R12, I5, I7: of any moment the front page is what was served then, less what was taken back since", async (t) => {
  const london = await startLondon(t);
  await fillWire(london, 60); // so that stories fall off the list of fifty
  await fc.assert(
    fc.asyncProperty(fc.array(anAct, { minLength: 12, maxLength: 20 }), async (acts) => {
      const standing: Taken[] = [];
      const secrets: string[] = [];
      const served: Served[] = [];
      for (const act of acts) {
        await perform(london, standing, secrets, act);
        served.push(await serve(london));
      }
      await compare(london, served, secrets);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

async function perform({ editor }: London, standing: Taken[], secrets: string[], { kind, pick }: Act): Promise<void> {
  const story = standing[pick % Math.max(1, standing.length)];
  if (!story || kind === "new" || kind === "lead" || kind === "alert") {
    const headline = `Headline ${pick}-${standing.length}-${secrets.length}`;
    const texts = { headline, standfirst: `On ${headline}`, body: `Text of ${headline}.`, byline: headline };
    const how = kind === "alert" ? { urgency: "breaking" } : { lead: kind === "lead" };
    standing.push(await editor.posts(aStory({ ...texts, ...how })));
    return;
  }
  const rev = story.rev + 1;
  if (kind === "retraction") {
    const before = (await editor.ask("GET", `/v1/stories/${story.id}`)).json as { headline: string };
    secrets.push(before.headline);
    await editor.retracts(story.id, { rev, note: "It was not so." });
    standing.splice(standing.indexOf(story), 1);
  } else if (kind === "label") {
    await editor.revises(story.id, { rev, kind, verification: pick % 2 ? "confirmed" : "unconfirmed" });
    story.rev = rev;
  } else {
    await editor.revises(story.id, { rev, kind, note: `Note ${rev}`, standfirst: `Standfirst ${rev}` });
    story.rev = rev;
  }
}

async function serve({ url }: London): Promise<Served> {
  const html = await (await fetch(url)).text();
  const seq = Number(/data-cursor="\w+:(\d+)"/.exec(html)?.[1]);
  return { seq, front: frontOf(html) };
}

/** From the banner to the sign-up, or to the end where the past offers none: everything that the wire decides. */
function frontOf(html: string): string {
  return /<aside id="breaking"[\s\S]*?(?=\s*(?:<section class="sign-up"|<\/main>))/.exec(html)?.[0] ?? "";
}

async function compare(london: London, served: Served[], secrets: string[]): Promise<void> {
  const times = await timesOf(london, served[0]?.seq ?? 0);
  const tombstones = new Set(await retracted(london));
  let compared = 0;
  for (const { seq, front } of served) {
    const at = times.get(seq) ?? "";
    if (at === times.get(seq + 1)) continue; // one moment, two events: the page of the first was never a moment's
    const html = await (await fetch(`${london.url}/at/${at}`)).text();
    for (const secret of secrets) expect(html).not.toContain(secret);
    const past = frontOf(html).replaceAll(/ <a class="since".*?<\/a>/g, "");
    if (storiesOf(front).some(({ id }) => tombstones.has(id))) compareLists(past, front, tombstones);
    else expect(past).toBe(front);
    compared++;
  }
  expect(compared).toBeGreaterThan(0);
}

/** A story that was taken back since keeps its place; every other is the revision that it was. */
function compareLists(past: string, front: string, tombstones: Set<string>): void {
  const latest = (html: string) => storiesOf(html.slice(html.indexOf('id="latest"')));
  const told = latest(past);
  expect(told.map(({ id }) => id)).toEqual(latest(front).map(({ id }) => id));
  for (const [place, { id, rev, isTombstone }] of told.entries()) {
    if (tombstones.has(id)) expect(isTombstone).toBe(true);
    else expect(rev).toBe(latest(front)[place]?.rev);
  }
}

function storiesOf(html: string): { id: string; rev: string; isTombstone: boolean }[] {
  return [...html.matchAll(/<article [^>]*data-story="([^"]+)" data-rev="(\d+)"[^>]*>/g)].map(
    ([tag, id = "", rev = ""]) => ({ id, rev, isTombstone: tag.includes('data-status="retracted"') }),
  );
}

async function timesOf({ editor }: London, from: number): Promise<Map<number, string>> {
  const { epoch } = (await editor.ask("GET", "/v1/events?limit=1")).json as { epoch: string };
  const { json } = await editor.ask("GET", `/v1/events?after=${epoch}:${from - 1}&limit=500`);
  return new Map((json as { events: { seq: number; at: string }[] }).events.map(({ seq, at }) => [seq, at]));
}

async function retracted({ store }: London): Promise<string[]> {
  const rows = await store.selectFrom("story").select("id").where("status", "=", "retracted").execute();
  return rows.map(({ id }) => id);
}

test("R12: a page of the past says that it is one, is not live, and leads to what was put right later", async (t) => {
  const { editor, url } = await startLondon(t);
  const { id } = await editor.posts(aStory({ headline: "Nine were there", urgency: "breaking" }));
  const { events } = (await editor.ask("GET", "/v1/events")).json as { events: { at: string }[] };
  const at = events[0]?.at ?? "";
  expect(await pageAt(url, at)).not.toContain("Corrected later");
  await editor.revises(id, { rev: 2, kind: "correction", note: "It was ten.", headline: "Ten were there" });

  const past = await pageAt(url, at);
  expect(past).toContain('<meta name="robots" content="noindex">');
  expect(past).not.toMatch(/data-cursor|rel="canonical"|assets\/main-/);
  expect(past).toContain("The front page as it was");
  expect(past).toContain("Nine were there");
  expect(past).not.toContain("Ten were there");
  expect(past).toContain(`<a class="since" href="/story/${id}">Corrected later</a>`);
  expect(await (await fetch(`${url}/story/${id}`)).text()).toContain("Ten were there");

  const nextChange = /href="(\/at\/[^"]+)">The next change/.exec(past)?.[1] ?? "";
  const next = await pageAt(url, nextChange.slice("/at/".length));
  expect(next).toContain("Ten were there");
  expect(next).toMatch(/href="\/at\/[^"]+">The change before/);
  expect(next).not.toMatch(/The next change|Corrected later/);
  expect(await pageAt(url, "2001-01-01T00:00")).toContain("The paper had not begun yet.");
});

test("R12, C9: a moment is found by its address or by the form, and what is none or still to come is not there", async (t) => {
  const { editor, url } = await startLondon(t);
  const ask = (path: string) => fetch(url + path, { redirect: "manual", headers: { Accept: "text/html" } });
  expect(await pageAt(url, "2001-01-01T00:00")).toContain("Nothing has been published yet.");
  await editor.posts(aStory());
  expect((await ask("/at")).headers.get("location")).toMatch(/^\/at\/20\d\d-\d\d-\d\dT\d\d:\d\d$/);
  const form = await ask("/at?day=2026-01-23&minute=845");
  expect([form.status, form.headers.get("location")]).toEqual([302, "/at/2026-01-23T14:05"]);
  expect((await ask("/at/2026-01-23T14:05:00.000Z")).headers.get("location")).toBe("/at/2026-01-23T14:05");
  for (const path of ["/at/now", "/at/2026-13-01T00:00", "/at/2999-01-01T00:00", "/at?day=2026-01-23"].concat(
    ...["/at?day=x&minute=1", "/at?day=2026-01-23&minute=1440", "/at?day=2026-01-23&minute=1&minute=2"],
  ))
    expect([path, (await ask(path)).status]).toEqual([path, 404]);

  const page = await ask("/at/2026-01-23T14:05");
  expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
  const held = { "If-None-Match": page.headers.get("etag") ?? "" };
  const again = await plainAsker(t, url)({ method: "GET", path: "/at/2026-01-23T14:05", headers: held });
  expect(again.status).toBe(304);
  expect(await (await fetch(`${url}/robots.txt`)).text()).toContain("Disallow: /at\n");
});

async function pageAt(url: string, moment: string): Promise<string> {
  const response = await fetch(`${url}/at/${moment}`);
  expect([moment, response.status]).toEqual([moment, 200]);
  return response.text();
}
