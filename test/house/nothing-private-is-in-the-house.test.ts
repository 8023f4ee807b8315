import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { houseFiles, readText } from "../support/house/sources.ts";

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

/** A user and a password before a host: such addresses are samples, or are put together where they stand. */
const WITH_PASSWORD = /\b[a-z]{2,}:\/\/[^\s/:@"'`]*:([^\s@/"'`]+)@/g;
const SAMPLES = /^(password|pass|secret|short|b|\$\{\w+\}(%21)?)$/;

/** What looks like a key by its letters, and what it is. */
const LOOKS_LIKE_A_KEY: Record<string, string> = {
  "sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU=": "what a style of bull-board's page hashes to",
  whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw: "the example of Standard Webhooks, with",
  msg_p5jXN8AQM9LWM0D4loKWxJek: "its id and",
  "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=": "its signature",
};

const texts = houseFiles()
  .filter((path) => !BINARY.test(path) && path !== "test/house/nothing-private-is-in-the-house.test.ts")
  .map((path) => ({ path, lines: readText(path).split("\n") }));

test.each(PRIVATE)("H9: no file of the house holds %s", (_what, pattern) => {
  const found = texts.flatMap(({ path, lines }) =>
    lines.flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : [])),
  );
  expect(found).toEqual([]);
});

test("H9: no address of the house holds a password, but the samples", () => {
  const found = texts.flatMap(({ path, lines }) =>
    [...lines.join("\n").matchAll(WITH_PASSWORD)].flatMap(([, password = ""]) =>
      SAMPLES.test(password) ? [] : [`${path}: ${password}`],
    ),
  );
  expect(found).toEqual([]);
});

test("H9: nothing of the house is so much without order that it must be a key, but what is known", () => {
  const found = texts
    .filter(({ path }) => path !== "package-lock.json")
    .flatMap(({ path, lines }) =>
      [...lines.join("\n").matchAll(/[A-Za-z0-9+/_=-]{24,}/g)]
        .filter(([text]) => isWithoutOrder(text) && !(text in LOOKS_LIKE_A_KEY))
        .map(([text]) => `${path}: ${text}`),
    );
  expect(found).toEqual([]);
  for (const made of [keyAs("hex"), keyAs("base64url"), keyAs("base64")]) expect(isWithoutOrder(made), made).toBe(true);
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

/** Letters of every kind, and hardly one more often than another; names and paths of ours are far from it. */
function isWithoutOrder(text: string): boolean {
  const isHex = /^[0-9a-f]{32,}$/i.test(text);
  const isMixed = [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(text));
  return (isHex && bitsALetter(text) >= 3) || (isMixed && bitsALetter(text) >= 4);
}

/** What a key looks like, the same each time. */
function keyAs(form: "hex" | "base64" | "base64url"): string {
  return createHash("sha256").update("no key of anybody's").digest(form);
}

/** Shannon's entropy. */
function bitsALetter(text: string): number {
  const shares = [...new Set(text)].map((letter) => (text.split(letter).length - 1) / text.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
}

interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
}

type Manifest = Record<"dependencies" | "devDependencies" | "optionalDependencies", Record<string, string>>;
