import { expect, test } from "vitest";
import { copiedFrom, letIn, sourcesOfCopies } from "../support/compose/docker-context.ts";
import { houseFiles, readText } from "../support/house/sources.ts";

const [dockerfile, dockerignore] = ["deploy/Dockerfile", ".dockerignore"].map(readText) as [string, string];

/** What may lie in a folder where somebody builds the image, and must not go into it. */
const BESIDE = [
  ...[".env", ".env.production", "core/.env", "server/.env.local", "client/.env.development"],
  ...["secrets/session_secret", "secrets/redis_users.acl", "secrets/database_url"],
  ...["deploy/secrets/session_secret", "deploy/secrets/redis_users.acl", "deploy/secrets/vapid_private_key"],
  ...["deploy/secrets/made/smtp_url", "deploy/secrets/redis_operator_password"],
  ...["data/editor-token", "data/vapid-private-key", "data/postgres/PG_VERSION", "data/outbox/1.eml"],
  ...["dkim.pem", "deploy/people/dkim.pem", "core/tls.key", "workers/mail.eml", "server/paper.log"],
  ...["paper.backup", "london.dump", "deploy/secrets/paper.backup", ".git/config", ".cache/redis", "client/dist/a.js"],
  ...["node_modules/pg/package.json", "test/support/push/vapid.ts", "deploy/local/start.ts", "docs/operations.md"],
];

test("H9, O2: the image copies the house's sources, and nothing that may lie beside them", () => {
  const copied = copiedFrom(dockerfile, dockerignore, [...houseFiles(), ...BESIDE]);
  expect(copied.filter((path) => BESIDE.includes(path))).toEqual([]);
  expect(copied.filter((path) => /^(test|docs|\.)/.test(path))).toEqual([]);
  expect(
    copied.filter(
      (path) => !/\.(ts|tsx|css|json|lua|sql|svg|ico|woff2|acl)$|\/fonts\/(OFL\.txt|README\.md)$/.test(path),
    ),
  ).toEqual([]);
  for (const part of ["core/", "server/", "workers/", "client/"]) {
    expect(
      houseFiles().filter((path) => path.startsWith(part) && !copied.includes(path)),
      part,
    ).toEqual([]);
  }
  expect(copied).toEqual(
    expect.arrayContaining(["package-lock.json", "deploy/migrate.ts", "deploy/secrets/redis-users.acl"]),
  );
});

test("H9, O2: everything that the image copies is let in, and nothing is let in that it does not copy", () => {
  const files = houseFiles();
  const named = sourcesOfCopies(dockerfile);
  expect(named.filter((from) => !files.some((path) => path === from || path.startsWith(`${from}/`)))).toEqual([]);
  expect(letIn(dockerignore, files)).toEqual(copiedFrom(dockerfile, dockerignore, files));
});

test("H9, O2: an ignore file is read as Docker reads it: the last line that fits decides, for a folder as for what is in it", () => {
  const paths = ["a", "b/a", "b/c/a.pem", "b/c/d", ".env", "b/.env.x"];
  expect(letIn("*", paths)).toEqual([]);
  expect(letIn("*\n!b", paths)).toEqual(["b/a", "b/c/a.pem", "b/c/d", "b/.env.x"]);
  expect(letIn("*\n!b\n**/.env*\n**/*.pem", paths)).toEqual(["b/a", "b/c/d"]);
  expect(letIn("b/*\n!b/c", paths)).toEqual(["a", "b/c/a.pem", "b/c/d", ".env"]);
  expect(copiedFrom("COPY --from=x b b\nCOPY a b/c /app/", "", paths)).toEqual(["a", "b/c/a.pem", "b/c/d"]);
});
