import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CONFIG_NAMES, type ReadConfig, readConfig } from "../../core/settings/config.ts";
import { vapidEnvironment } from "../support/push/vapid.ts";

const NEEDED = {
  ...{ DATABASE_URL: "postgres://london@localhost/london", REDIS_URL: "redis://localhost:6379" },
  SESSION_SECRET: "thirty-two characters at the least",
  ...vapidEnvironment(),
};

function mistakesIn(read: ReadConfig): string[] {
  return read.ok ? [] : read.mistakes;
}

test("O7: two addresses and the secrets are enough; everything else has a default", () => {
  expect(readConfig(NEEDED)).toMatchObject({
    ok: true,
    config: {
      ...{ port: 3000, hosts: [], metricsPort: 9464, metricsHost: null, redisPrefix: "london", editorToken: null },
      ...{
        trustedProxies: [],
        readersPerAddress: 2_000,
        hasCanary: true,
        logLevel: "info",
        allowedOrigins: ["http://localhost:3000"],
      },
      site: {
        name: "London Daily",
        tagline: "Focus on the big picture.",
        timeZone: "Europe/London",
        publicUrl: "http://localhost:3000",
      },
    },
  });
});

test("O7: the sections are nine, in order, by name and slug", () => {
  const read = readConfig(NEEDED);
  const slugs = read.ok ? read.config.site.sections.map(({ slug }) => slug) : [];
  expect(slugs.join(" ")).toBe("uk world business politics technology science health sport culture");
});

test("O7: every mistake is told at once, each by the variable's name", () => {
  const wrong = {
    PORT: "65536",
    PUBLIC_URL: "ftp://news.example",
    DATABASE_URL: "mysql://localhost/london",
    REDIS_PREFIX: "a b",
    EDITOR_TOKEN: "short",
    SESSION_SECRET: "short too",
    VAPID_PUBLIC_KEY: "short",
    VAPID_PRIVATE_KEY: "A".repeat(43),
    VAPID_SUBJECT: "the desk",
    PUSH_HOSTS: "https://push.example/",
    SITE_SECTIONS: " , ",
    SITE_TIME_ZONE: "Europe/Londinium",
    METRICS_PORT: "many",
    ALLOWED_ORIGINS: "https://one.example,two",
    READERS_PER_ADDRESS: "-1",
    SIGNUPS_PER_MINUTE: "1.5",
    CANARY: "sometimes",
    SMTP_URL: "http://mail.example",
    MAIL_FROM: "nobody",
    DKIM_DOMAIN: "a b",
    DKIM_SELECTOR: "x y",
    MAIL_WEBHOOK_SECRET: "short as well",
    LOG_LEVEL: "loud",
  };
  const named = mistakesIn(readConfig(wrong)).map((mistake) => mistake.split(":")[0]);
  expect(new Set(named)).toEqual(new Set([...Object.keys(wrong), "REDIS_URL", "DKIM_KEY_FILE"]));
});

test("O7: keys for Web Push that are no pair are a mistake", () => {
  const { VAPID_PRIVATE_KEY } = vapidEnvironment();
  expect(mistakesIn(readConfig({ ...NEEDED, VAPID_PRIVATE_KEY }))).toEqual([
    "VAPID_PUBLIC_KEY: does not belong to VAPID_PRIVATE_KEY",
  ]);
});

test("O7: a mistake never shows what was given: it may be a secret", () => {
  const secret = "hunter2-Tr0ub4dor";
  for (const name of CONFIG_NAMES) {
    const told = mistakesIn(readConfig({ ...NEEDED, [name]: `\u0000 ${secret}` })).join("\n");
    expect(told, name).not.toContain(secret);
  }
});

test("O7: an empty value counts as not set", () => {
  const empty = Object.fromEntries(CONFIG_NAMES.map((name) => [name, ""]));
  expect(readConfig({ ...empty, ...NEEDED })).toEqual(readConfig(NEEDED));
  expect(mistakesIn(readConfig({ ...NEEDED, REDIS_URL: "" }))).toHaveLength(1);
});

test("O7: what the environment holds for others is left alone", () => {
  expect(readConfig({ ...NEEDED, PATH: "/usr/bin", npm_config_port: "x" })).toEqual(readConfig(NEEDED));
});

test("O7: lists may have spaces and empty places", () => {
  const read = readConfig({ ...NEEDED, HOST: " 127.0.0.1, ::1 ,", SITE_SECTIONS: "UK, Arts & Books" });
  expect(read).toMatchObject({
    config: {
      hosts: ["127.0.0.1", "::1"],
      site: { sections: [{ slug: "uk" }, { name: "Arts & Books", slug: "arts-books" }] },
    },
  });
});

test("O7: an origin is taken without its path, and the paper's own is always among those accepted", () => {
  const read = readConfig({ ...NEEDED, PUBLIC_URL: "https://News.Example/", ALLOWED_ORIGINS: "https://app.example/x" });
  expect(read).toMatchObject({
    config: {
      site: { publicUrl: "https://news.example" },
      allowedOrigins: ["https://news.example", "https://app.example"],
    },
  });
});

test("O7: two sections that would share a slug are a mistake", () => {
  expect(mistakesIn(readConfig({ ...NEEDED, SITE_SECTIONS: "Arts & Books,Arts Books" }))).toEqual([
    expect.stringMatching(/^SITE_SECTIONS: /),
  ]);
});

test("O7: where mails go is said whole, or not at all", () => {
  const sender = { MAIL_FROM: '"The Daily" <news@daily.example>' };
  expect(readConfig({ ...NEEDED, ...sender, SMTP_URL: "smtps://relay.example" })).toMatchObject({
    config: { mail: { smtpUrl: "smtps://relay.example", from: { name: "The Daily", address: "news@daily.example" } } },
  });
  expect(mistakesIn(readConfig({ ...NEEDED, SMTP_URL: "smtp://relay.example", DKIM_DOMAIN: "daily.example" }))).toEqual(
    [
      expect.stringMatching(/^MAIL_FROM: /),
      expect.stringMatching(/^DKIM_SELECTOR: /),
      expect.stringMatching(/^DKIM_KEY_FILE: /),
    ],
  );
  expect(readConfig({ ...NEEDED, PUBLIC_URL: "https://daily.example" })).toMatchObject({
    config: { mail: { smtpUrl: null, from: { name: "London Daily", address: "newsletters@daily.example" } } },
  });
});

test("O7: every setting may stand in a file, and what is wrong with that is among the mistakes, without a value", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "london-daily-settings-"));
  t.onTestFinished(() => rmSync(folder, { recursive: true }));
  const inFiles = Object.fromEntries(
    Object.entries(NEEDED).map(([name, value]) => {
      writeFileSync(join(folder, name), `${value}\n`);
      return [`${name}_FILE`, join(folder, name)];
    }),
  );
  expect(readConfig(inFiles)).toEqual(readConfig(NEEDED));
  const missing = { ...NEEDED, SESSION_SECRET: "", SESSION_SECRET_FILE: join(folder, "gone") };
  expect(mistakesIn(readConfig({ ...missing, DATABASE_URL_FILE: join(folder, "DATABASE_URL"), PORT: "many" }))).toEqual(
    [
      "DATABASE_URL_FILE: DATABASE_URL is given as well; one of them has to go",
      "SESSION_SECRET_FILE: cannot be read (ENOENT)",
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^SESSION_SECRET: /),
    ],
  );
});
