import { expect, test } from "vitest";
import { houseFiles, readText } from "../support/sources.ts";

const BINARY = /\.(woff2|png|jpg|ico|webp|mp3|bin)$/;
/** What a line must not have, and what that would be. */
const PRIVATE: [what: string, pattern: RegExp][] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY/],
  [
    "a key of some provider",
    /\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|xox[abpr]-[\w-]{20,}|sk-[A-Za-z0-9]{32,})/,
  ],
  ["a signed token", /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\./],
  ["a secret given a value", /\b(EDITOR_TOKEN|SESSION_SECRET|VAPID_PRIVATE_KEY|SMTP_PASSWORD)=["']?[\w/+=-]{16,}/],
  ["a path of somebody's machine", /(^|[\s"'`(=:])(\/(home\/(?!node\b)|Users\/|root\/|work\/)[\w.-]+|[A-Z]:\\Users\\)/],
  [
    "the host of a package registry",
    /\b(registry\.(npmjs|yarnpkg)|npm\.pkg|artifactory|nexus|verdaccio|npmmirror)\.\w/i,
  ],
];

const texts = houseFiles()
  .filter((path) => !BINARY.test(path) && path !== "test/house/nothing-private-is-in-the-house.test.ts")
  .map((path) => ({ path, lines: readText(path).split("\n") }));

test.each(PRIVATE)("H9: no file of the house holds %s", (_what, pattern) => {
  const found = texts.flatMap(({ path, lines }) =>
    lines.flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : [])),
  );
  expect(found).toEqual([]);
});

test("H9: the lock file names every package by its version and what it must hash to, not by where it was fetched", () => {
  const { packages } = JSON.parse(readText("package-lock.json")) as { packages: Record<string, LockedPackage> };
  const entries = Object.entries(packages).filter(([path]) => path !== "");
  expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  expect(entries.filter(([, { version, integrity }]) => !version || !integrity).map(([path]) => path)).toEqual([]);
});

test("H9: every package is asked for in one exact version", () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readText("package.json")) as Manifest;
  const asked = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
}

type Manifest = Record<"dependencies" | "devDependencies" | "optionalDependencies", Record<string, string>>;
