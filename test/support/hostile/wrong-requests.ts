import { randomUUID } from "node:crypto";
import { aStory } from "../people/editor.ts";

/*
 * Requests that are HTTP, and wrong by what they say: who asks, of which type, with which fields. Each is one mistake away
 * from a story that would be taken.
 */

export interface WrongRequest {
  what: string;
  path?: string;
  headers?: Record<string, string>;
  /** JSON, as text. */
  body?: string;
  status: number;
  /** Where a 422 says that something is wrong. */
  pointer?: string;
}

const STORY = aStory();

/** Not the desk's: 401, whatever else there is. */
export function strangers(token: string): WrongRequest[] {
  const says = [
    ...["", "Bearer", "Bearer ", `Bearer${token}`, token, `Basic ${token}`, `Bearer ${token} ${token}`],
    ...[`Bearer ${token}x`, `Bearer ${token.slice(0, -1)}`, `Bearer ${token.toUpperCase()}A`, `Bearer "${token}"`],
    ...[`Bearer ${token}, Bearer x`, `Bearer\t${token}`, `Bearer ${"x".repeat(8_000)}`, "Bearer null", "Bearer \u00e9"],
    ...[
      "Bearer __proto__",
      "Bearer undefined",
      `Digest username="editor-token", response="${token}"`,
      "Bearer ' or 1=1",
    ],
  ];
  const told = (Authorization: string): string => Authorization.replaceAll(token, "…").slice(0, 60);
  return [
    ...says.map((Authorization) => ({
      ...{ what: `Authorization: ${told(Authorization)}`, headers: { Authorization }, status: 401 },
    })),
    { what: "a token in the address", path: `/v1/stories?access_token=${token}`, headers: anonymous, status: 401 },
    { what: "a token in a cookie", headers: { ...anonymous, Cookie: `token=${token}` }, status: 401 },
    { what: "a token of another's header", headers: { ...anonymous, "X-Api-Key": token }, status: 401 },
    {
      what: "who says that a proxy knows them",
      headers: { ...anonymous, "X-Remote-User": "editor-token" },
      status: 401,
    },
  ];
}

const anonymous = { Authorization: "" };

/** Of no type that is taken: 415. */
export const ODD_TYPES: WrongRequest[] = [
  ...["", "json", "text/json", "application/problem+json", "application/json, text/html", "application/xml"],
  ...["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16"],
  ...["application/json; charset=utf-7", "application/json5", "*/*", `application/${"x".repeat(4_000)}`, "a/b;c=d;"],
].map((type) => ({ what: `Content-Type: ${type.slice(0, 60)}`, headers: { "Content-Type": type }, status: 415 }));

/** Names that mean something to JavaScript, where fields are expected: each is just a field that there is not. */
export const INNER_NAMES: WrongRequest[] = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]
  .concat(["then", "toJSON", "__defineGetter__", "valueOf", "length"])
  .flatMap((name) => [
    {
      what: `a field ${name}`,
      body: withField(name, '{"isEditor":true,"lead":true}'),
      status: 422,
      pointer: `/${name}`,
    },
    {
      what: `${name} as a headline`,
      body: `{"headline":{"${name}":1},"section":"uk"}`,
      status: 422,
      pointer: "/headline",
    },
    { what: `${name} as a section`, body: `{"headline":"A","section":"${name}"}`, status: 422, pointer: "/section" },
    { what: `${name} as an urgency`, body: withField("urgency", `"${name}"`), status: 422, pointer: "/urgency" },
    { what: `${name} in a topic`, body: withField("topics", `[{"${name}":["x"]}]`), status: 422, pointer: "/topics/0" },
  ]);

const FIELDS = ["headline", "standfirst", "body", "section", "topics", "urgency", "expiresInMinutes", "byline"].concat([
  "related",
  "lead",
  "verification",
  "releaseAt",
  "holdSeconds",
  "ifSimilar",
]);
const WRONG = [
  "null",
  "7.5",
  "-1",
  "1e999",
  "{}",
  '{"$gt":""}',
  "[[]]",
  "[null]",
  '["a","a"]',
  '"\\u0000"',
  '"\\ud800"',
]
  .concat(['"\\u202e"', '"a\\u2066b"', '"\\u2028"', "[7]", '[{"length":1e9}]'])
  .concat([`"${"x".repeat(300_000)}"`]);
/** A note of more characters in the body alone would be taken. */
const IS_FINE = /^(body ("\\u2028"))$/;

/** Every field with every value that it cannot have: 422 that points at it. */
export const WRONG_FIELDS: WrongRequest[] = FIELDS.flatMap((field) =>
  WRONG.filter((value) => !IS_FINE.test(`${field} ${value}`)).map((value) => ({
    ...{ what: `${field}: ${value.slice(0, 60)}`, body: withField(field, value), status: 422, pointer: `/${field}` },
  })),
);

/** Addresses of stories that nobody has written: 404. */
export const ODD_IDS: WrongRequest[] = [
  ...[
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "NaN",
    "0",
    "-1",
    "*",
    "%2e%2e",
    "%00",
    "%0d%0aX:%20y",
    "%F0%9F%94%A5",
  ],
  ...["' or '1'='1", "1;drop table story", `{${randomUUID()}}`, `${randomUUID()}%20`, `urn:uuid:${randomUUID()}`],
  ...[`${randomUUID()}%00`, "x".repeat(12_000), randomUUID().replaceAll("-", ""), "$%7Bjndi:ldap:%2F%2Fx%7D"],
].flatMap((id) => {
  const path = `/v1/stories/${id.replaceAll(" ", "%20")}`;
  return [
    { what: `the story ${id.slice(0, 40)}`, path: `${path}/revisions`, body: '{"rev":2,"kind":"update"}', status: 404 },
    { what: `to take back ${id.slice(0, 40)}`, path: `${path}/retraction`, body: '{"rev":2,"note":"x"}', status: 404 },
  ];
});

function withField(name: string, value: string): string {
  const others = Object.entries(STORY).filter(([other]) => other !== name);
  return `{${[...others.map(([key, text]) => `"${key}":${JSON.stringify(text)}`), `"${name}":${value}`].join()}}`;
}
