import { expect, type TestContext, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aPerson } from "../support/people/people.ts";
import { plainAsker } from "../support/requests/ask-plainly.ts";
import { knockByWebSocket, pollingKnocker } from "../support/requests/knock.ts";

/*
 * An Origin is the paper's own, or listed, letter by letter; everything else is somebody else's, however much it looks
 * alike. Each of them knocks at every way in that asks for one.
 */

const PUBLIC_URL = "https://london.example";
const LISTED = ["https://desk.example:8443", "https://xn--bcher-kva.example"];

/** Whether it is accepted. */
const ORIGINS: [origin: string, isOurs: boolean][] = [
  ["https://london.example", true],
  ["https://desk.example:8443", true],
  ["https://xn--bcher-kva.example", true],
  ["https://london.example:443", false], // no browser names a scheme's own port
  ["https://london.example:444", false],
  ["https://desk.example", false],
  ["http://london.example", false],
  ["wss://london.example", false],
  ["https://www.london.example", false],
  ["https://evil-london.example", false],
  ["https://london.example.evil.example", false],
  ["https://london.exampleevil.example", false],
  ["https://LONDON.example", false], // nor a name in capitals
  ["https://london.example.", false],
  ["https://london.example/", false],
  ["https://london.example/desk", false],
  ["https://london.example@evil.example", false],
  ["https://evil.example?https://london.example", false],
  ["https://evil.example#https://london.example", false],
  ["https://london.example, https://evil.example", false],
  ["https://london.example https://evil.example", false],
  ["https://b\u00fccher.example", false],
  ["http://localhost:3000", false],
  ["http://127.0.0.1", false],
  ["http://[::1]:3000", false],
  ["https://[2001:db8::1]", false],
  ["null", false],
  ["undefined", false],
  ["*", false],
  ["", false],
  [" ", false],
  ["file://", false],
  ["chrome-extension://london.example", false],
];

test("C14: the same origins are accepted at every way in: both namespaces, by websocket and by polling, a stream, the API, the desk's forms and a mail's one click", async (t) => {
  const { ways, url } = await openWays(t, { PUBLIC_URL, ALLOWED_ORIGINS: LISTED.join() });
  expect(ORIGINS.length).toBeGreaterThanOrEqual(24);
  const wrong: string[] = [];
  for (const [origin, isOurs] of ORIGINS) {
    const headers = { Origin: Buffer.from(origin).toString("latin1") };
    for (const [way, { knock, ours, others }] of Object.entries(ways)) {
      const verdict = await knock(headers);
      if (verdict !== (isOurs ? ours : others)) wrong.push(`${origin} at ${way}: ${verdict}`);
    }
  }
  expect(wrong).toEqual([]);
  const two = { Origin: [PUBLIC_URL, "https://evil.example"] };
  expect(await knockByWebSocket(url, "/", two)).toBe("403");
});

test("C14: without any origin readers and programs come in, the desk's sessions do not, and the desk's tokens do", async (t) => {
  const { ways, url, cookie, token } = await openWays(t, { PUBLIC_URL });
  const verdicts = await Promise.all(Object.entries(ways).map(async ([way, { knock }]) => [way, await knock({})]));
  expect(Object.fromEntries(verdicts)).toEqual({
    ...{ "a reader by websocket": "in", "a reader by polling": "in", "a stream": "200, unread" },
    ...{ "the desk by websocket": "foreign-origin", "the desk by polling": "foreign-origin" },
    ...{ "a post by token": "400", "a form of the desk": "403", "a form of readers": "415", "one click": "404" },
  });
  const byToken = { Authorization: `Bearer ${token}` };
  expect(await knockByWebSocket(url, "/desk", byToken)).toBe("in");
  expect(await knockByWebSocket(url, "/desk", { ...byToken, Origin: "https://evil.example" })).toBe("403");
  expect(await knockByWebSocket(url, "/desk", { Authorization: "Bearer x", Cookie: cookie })).toBe("unauthenticated");
});

test("C14: while PUBLIC_URL is a loopback name, all of them with its port are its own, and no other port", async (t) => {
  const { ways, port } = await openWays(t, {});
  const origins: [string, boolean][] = [
    ...["localhost", "127.0.0.1", "[::1]"].map((name): [string, boolean] => [`http://${name}:${port}`, true]),
    ...["localhost:1", "127.0.0.1", "[::1]:1", "127.0.0.2:{port}", "localhost.:{port}", "LOCALHOST:{port}"].map(
      (rest): [string, boolean] => [`http://${rest.replace("{port}", port)}`, false],
    ),
    [`https://localhost:${port}`, false],
    [`http://localhost:${port}.evil.example`, false],
    [`http://0.0.0.0:${port}`, false],
    [`http://2130706433:${port}`, false],
  ];
  for (const [Origin, isOurs] of origins) {
    for (const [way, { knock, ours, others }] of Object.entries(ways)) {
      expect(await knock({ Origin }), `${Origin} at ${way}`).toBe(isOurs ? ours : others);
    }
  }
});

interface Way {
  knock(headers: Record<string, string>): Promise<string>;
  /** What an accepted origin hears, and what any other. */
  ours: string;
  others: string;
}

/** Every way into a paper with these settings that asks for an origin. */
async function openWays(t: TestContext, env: Record<string, string>) {
  const london = await startLondon(t, { workers: 0, env });
  const url = `http://127.0.0.1:${london.servers[0]?.port}`;
  const person = await aPerson(london);
  const isSecure = london.config.site.publicUrl.startsWith("https:");
  const cookie = isSecure ? `__Secure-${person.cookie}` : person.cookie;
  const { csrf } = person;
  const poll = pollingKnocker(t, url);
  const ask = plainAsker(t, url);
  /** The status; of an answer that a page may read says so, of one that it may not, too. */
  const asks =
    (method: string, path: string, more: Record<string, string> = {}) =>
    async (headers: object) => {
      const answer = await ask({ method, path, headers: { ...more, ...headers } });
      const mayRead = answer.headers["access-control-allow-origin"];
      return method !== "GET" ? String(answer.status) : `${answer.status}, ${mayRead ? "read" : "unread"}`;
    };
  const token = london.token;
  const ways: Record<string, Way> = {
    "a reader by websocket": { knock: (headers) => knockByWebSocket(url, "/", headers), ours: "in", others: "403" },
    "a reader by polling": { knock: (headers) => poll("/", headers), ours: "in", others: "403" },
    "a stream": { knock: asks("GET", "/v1/events/stream"), ours: "200, read", others: "200, unread" },
    "the desk by websocket": {
      knock: (headers) => knockByWebSocket(url, "/desk", { ...headers, Cookie: cookie }),
      ...{ ours: "in", others: "403" },
    },
    "the desk by polling": {
      knock: (headers) => poll("/desk", { ...headers, Cookie: cookie }),
      ...{ ours: "in", others: "403" },
    },
    "a post by token": {
      knock: asks("POST", "/v1/stories", { Authorization: `Bearer ${token}` }),
      ...{ ours: "400", others: "403" },
    },
    "a form of the desk": {
      knock: asks("POST", "/desk/account/tokens", { Cookie: cookie, "X-CSRF-Token": csrf }),
      ...{ ours: "415", others: "403" },
    },
    "a form of readers": { knock: asks("POST", "/newsletters"), ours: "415", others: "403" },
    "one click": { knock: asks("POST", "/newsletters/unsubscribe?token=x"), ours: "404", others: "403" },
  };
  return { ways, url, cookie, token, port: new URL(url).port };
}
