import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { blankFields } from "../../client/desk/draft/blank.ts";
import type { Draft } from "../../core/news/draft.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aPerson, type Person } from "../support/people/people.ts";

const typed = (headline: string) => ({ ...blankFields("uk"), headline });

test("D2: a draft is kept as it was typed, whatever a story would be refused for, and an answer that was lost is no harm", async (t) => {
  const mary = await aPerson(await startLondon(t, { workers: 0 }), { name: "Mary Okafor" });
  const id = randomUUID();
  const long = typed("x".repeat(1_500));
  const first = { version: 1, state: "writing", fields: { ...long, section: "nowhere" } };
  for (const _ of [1, 2]) {
    const { status, json } = await mary.ask("PUT", `/v1/desk/drafts/${id}`, first);
    expect([status, (json as Draft).version, (json as Draft).savedBy]).toEqual([200, 1, "Mary Okafor"]);
  }
  expect((await mary.ask("GET", `/v1/desk/drafts/${id}`)).json).toMatchObject({ id, ...first });
  const { json } = await mary.ask("GET", "/v1/desk/drafts");
  expect((json as { drafts: Draft[] }).drafts.map((draft) => draft.id)).toEqual([id]);
  for (const _ of [1, 2]) expect((await mary.ask("DELETE", `/v1/desk/drafts/${id}`)).status).toBe(204);
  expect((await mary.ask("GET", `/v1/desk/drafts/${id}`)).status).toBe(404);
  expect((await mary.ask("PUT", `/v1/desk/drafts/${id}`, { ...first, version: 7 })).status).toBe(200);
});

test("D2: what the store cannot hold is refused, and leaves nothing", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await aPerson(london);
  const save = (fields: object) =>
    mary.ask("PUT", `/v1/desk/drafts/${randomUUID()}`, { version: 1, state: "writing", fields });
  for (const headline of ["a\0b", "half \ud800 of a pair", "x".repeat(2_001)]) {
    expect((await save(typed(headline))).status, headline.slice(0, 20)).toBe(422);
  }
  expect((await save({ ...typed("a"), extra: 1 })).status).toBe(422);
  expect((await mary.ask("PUT", "/v1/desk/drafts/none", { version: 1 })).status).toBe(404);
  expect(await london.store.selectFrom("draft").selectAll().execute()).toEqual([]);
});

test("D7: of those who save the same version one is taken and the others are shown it, in fifty interleavings", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const people = await Promise.all([aPerson(london, { name: "Mary" }), aPerson(london, { name: "Alex" })]);
  for (let round = 0; round < 50; round++) {
    const id = randomUUID();
    const saves = await Promise.all(people.map((person, place) => writes(person, id, 1 + ((round + place) % 3))));
    const taken = saves.flat();
    const versions = taken.map(({ version }) => version);
    expect(new Set(versions).size, `round ${round}`).toBe(versions.length);
    const { version, fields } = (await people[0].ask("GET", `/v1/desk/drafts/${id}`)).json as Draft;
    expect(version).toBe(Math.max(...versions));
    expect(taken.find((save) => save.version === version)?.headline).toBe(fields.headline);
  }
});

test("D2: nobody but the desk sees a draft, and what is written is on no page", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const mary = await aPerson(london);
  const id = randomUUID();
  await mary.ask("PUT", `/v1/desk/drafts/${id}`, { version: 1, state: "ready", fields: typed("Not for readers yet") });
  for (const path of [`/v1/desk/drafts/${id}`, "/v1/desk/drafts", "/v1/desk/stories", "/v1/desk/strip"]) {
    expect((await london.editor.ask("GET", path, undefined, { token: null })).status, path).toBe(401);
  }
  for (const path of ["/", "/latest", "/v1/stories", "/v1/search?q=readers", "/v1/events", "/feeds/atom.xml"]) {
    expect((await london.editor.ask("GET", path, undefined, { token: null })).text, path).not.toContain(
      "Not for readers",
    );
  }
});

/** Writes as a page does: from the version that was seen last, and only after the other's text was seen. */
async function writes(person: Person, id: string, times: number): Promise<{ version: number; headline: string }[]> {
  const taken: { version: number; headline: string }[] = [];
  let seen = 0;
  for (let time = 0; time < times; time++) {
    const headline = `${person.name} ${time}`;
    const draft = { version: seen + 1, state: "writing", fields: typed(headline) };
    const { status, json } = await person.ask("PUT", `/v1/desk/drafts/${id}`, draft);
    if (status === 200) taken.push({ version: seen + 1, headline });
    seen = status === 200 ? seen + 1 : (json as { current: number }).current;
    expect([200, 409]).toContain(status);
  }
  return taken;
}
