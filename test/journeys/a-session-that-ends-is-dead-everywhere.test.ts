import { expect, type TestContext, test } from "vitest";
import { disableAccount, setRole } from "../../core/store/people/accounts.ts";
import { OPERATOR } from "../../core/store/people/audit-log.ts";
import { within } from "../support/deadline.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aToken } from "../support/people/callers.ts";
import { aPerson, openSession, type Person } from "../support/people/people.ts";
import { openDesk, openDeskOf } from "../support/readers/open-desk.ts";

/** How somebody's session ends, and whether the other one of the same person ends with it. */
const ENDS: { title: string; isAll: boolean; end: (london: London, person: Person, id: string) => Promise<unknown> }[] =
  [
    { title: "signing out", isAll: false, end: (_london, person) => sendForm(person, "/desk/sign-out") },
    {
      title: "ending one session",
      isAll: false,
      end: (_london, person, id) => sendForm(person, "/desk/account/sessions/end", { session: id }),
    },
    {
      title: "signing out everywhere",
      isAll: true,
      end: (_london, person) => sendForm(person, "/desk/account/sessions/end"),
    },
    { title: "being shut out", isAll: true, end: ({ store }, { id }) => disableAccount(store, OPERATOR, id) },
    { title: "another role", isAll: true, end: ({ store }, { id }) => setRole(store, OPERATOR, id, "reporter") },
    {
      title: "doing nothing for long",
      isAll: true,
      end: ({ store }, { id }) =>
        store
          .updateTable("session")
          .set({ expires_at: new Date(0) })
          .where("account_id", "=", id)
          .execute(),
    },
  ];

for (const { title, isAll, end } of ENDS) {
  test(`I17: a session ends on every server, in pages, calls and sockets: by ${title}`, async (t) => {
    const london = await startLondon(t, { workers: 0, servers: 2 });
    const person = await aPerson(london);
    const other = await openSession(london, person.id);
    const bystander = await aPerson(london, { name: "Somebody else" });
    const of = ({ cookie }: { cookie: string }) => openedOn(t, london, cookie);
    const [own, others, bystanders] = await Promise.all([of(person), of(other), of(bystander)]);

    await end(london, person, person.sessionId);
    expect((await person.ask("GET", "/v1/me")).status).toBe(401);
    await within("the sockets are dead", Promise.all(own.map(({ dead }) => dead)));
    const back = await openDesk(t, london.url, { Cookie: person.cookie, Origin: london.config.site.publicUrl });
    expect(back).toHaveProperty("refused");

    const otherAnswer = await fetch(`${london.url}/v1/me`, { headers: { Cookie: other.cookie } });
    expect(otherAnswer.status).toBe(isAll ? 401 : 200);
    if (isAll) await within("the other sockets are dead", Promise.all(others.map(({ dead }) => dead)));
    else for (const { socket } of others) expect(socket.connected).toBe(true);
    for (const { socket } of bystanders) expect(socket.connected).toBe(true);
  });
}

test("I17: a token that is revoked, or whose person is shut out, is dead in calls and sockets", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  for (const end of ["revoked", "shut out"]) {
    const person = await aPerson(london);
    const Authorization = `Bearer ${await aToken(london, person, ["read", "publish"])}`;
    const desk = await openDeskOf(t, london.url, { Authorization });
    const statusOf = async () => (await fetch(`${london.url}/v1/me`, { headers: { Authorization } })).status;
    expect(await statusOf()).toBe(200);
    if (end === "shut out") await disableAccount(london.store, OPERATOR, person.id);
    else await london.store.updateTable("api_token").set({ revoked_at: new Date() }).execute();
    expect(await statusOf()).toBe(401);
    await within("the socket is dead", desk.dead);
  }
});

/** A desk on each server. */
function openedOn(t: TestContext, { urls, config }: London, cookie: string) {
  return Promise.all(urls.map((url) => openDeskOf(t, url, { Cookie: cookie, Origin: config.site.publicUrl })));
}

async function sendForm(person: Person, path: string, fields: Record<string, string> = {}): Promise<void> {
  const body = new URLSearchParams({ csrf: person.csrf, ...fields }).toString();
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const { status } = await person.ask("POST", path, body, { headers });
  expect(status).toBe(303);
}
