import { expect, test } from "vitest";
import { type DemoAct, readDemoScript, requestOf, roundStamp } from "../../deploy/local/sample/demo-script.ts";

const acts = await readDemoScript();
const UNPOSTED = new Map<string, never>();

function actOf(kind: DemoAct["kind"]): DemoAct {
  const found = acts.find((act) => act.kind === kind);
  if (!found) throw new Error(`the demo has no ${kind}`);
  return found;
}

test("O1: the first ten acts hold an update, a correction and a retraction", () => {
  const kinds = acts.slice(0, 10).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["new", "update", "correction", "retraction"]));
});

test("O1: about forty acts, all sections, one flash and two breaking that expire soon", () => {
  const stories = acts.filter((act) => act.kind === "new");
  expect(acts.length).toBeGreaterThanOrEqual(38);
  expect(new Set(stories.map(({ section }) => section)).size).toBe(9);
  const alerts = stories.filter(({ urgency }) => urgency);
  expect(alerts.map(({ urgency }) => urgency).sort()).toEqual(["breaking", "breaking", "flash"]);
  for (const { expiresInMinutes } of alerts) expect(expiresInMinutes).toBeLessThanOrEqual(5);
});

test("O1: every headline and standfirst has the length of a printed one", () => {
  for (const act of acts) {
    if (act.kind !== "new") continue;
    expect(act.headline.length, act.headline).toSatisfy((n: number) => n >= 40 && n <= 90);
    expect(act.standfirst.length, act.standfirst).toSatisfy((n: number) => n >= 80 && n <= 180);
  }
});

test("O1: every act on a story comes after the story, and none after its retraction", () => {
  const alive = new Set<string>();
  for (const act of acts) {
    if (act.kind === "new") {
      expect(alive).not.toContain(act.key);
      alive.add(act.key);
    } else {
      expect(alive, `${act.kind} of ${act.of}`).toContain(act.of);
      if (act.kind === "retraction") alive.delete(act.of);
    }
  }
});

test("O1: a story is posted with its section's slug and the round's stamp", () => {
  const act = actOf("new");
  const request = requestOf(act, UNPOSTED, "Monday evening, 18.42: ", "k");
  expect(request).toMatchObject({ path: "/v1/stories", key: "k", body: { section: "uk" } });
  expect(request?.body).toHaveProperty("headline", expect.stringMatching(/^Monday evening, 18\.42: Porpoise/));
  expect(request?.body).not.toHaveProperty("kind");
  expect(request?.body).not.toHaveProperty("key");
});

test("O1: a later act carries the next revision of what was posted, and is left out when nothing was", () => {
  for (const kind of ["update", "correction", "label", "retraction"] as const) {
    const act = actOf(kind);
    if (act.kind === "new") throw new Error("not a later act");
    expect(requestOf(act, UNPOSTED, "", "k")).toBeNull();
    const request = requestOf(act, new Map([[act.of, { id: "7", rev: 3 }]]), "", "k");
    expect(request?.path).toBe(`/v1/stories/7/${kind === "retraction" ? "retraction" : "revisions"}`);
    expect(request?.body).toMatchObject({ rev: 4 });
    expect(request?.body).not.toHaveProperty("of");
  }
  const label = requestOf(actOf("label"), new Map([["lifeboat-certificate", { id: "7", rev: 1 }]]), "stamp ", "k");
  expect(label?.body).toEqual({ rev: 2, kind: "label", verification: "confirmed" });
});

test("O1: a later round tells the day, its part and the minute in the paper's time zone", () => {
  const at = (time: string): string => roundStamp(new Date(time), "Europe/London");
  expect(at("2026-11-23T18:42:10Z")).toBe("Monday evening, 18.42: ");
  expect(at("2026-07-01T08:05:00Z")).toBe("Wednesday morning, 9.05: ");
  expect(at("2026-11-23T00:00:00Z")).toBe("Monday night, 0.00: ");
});
