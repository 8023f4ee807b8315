import { isIP } from "node:net";
import { z } from "zod";
import { type Section, sectionNamed } from "../news/section.ts";
import { type MailSettings, mailEnvironment, mailMistakes, mailSettings } from "./mail-settings.ts";
import { withFiles } from "./setting-files.ts";
import { type Vapid, vapidEnvironment, vapidMistakes, vapidSettings } from "./vapid-keys.ts";

/*
 * The whole configuration, read once by each main. Every mistake is listed at once: an operator who fixes one and
 * restarts should not meet the next. Every setting may also be a file's content, named by NAME_FILE. `.env.example` is
 * held equal to this file by a test.
 */

const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().min(0);
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean),
);
const origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);

/** Of Chrome and Edge on Android, Firefox, Safari, Edge on Windows. */
const PUSH_HOSTS = [
  ...["fcm.googleapis.com", "android.googleapis.com", "updates.push.services.mozilla.com"],
  ...["*.push.apple.com", "*.notify.windows.com"],
];

const environment = z.object({
  PORT: port.default(3000),
  HOST: list.default([]),
  PUBLIC_URL: origin.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]+$/)
    .default("london"),
  EDITOR_TOKEN: z.string().min(32).optional(),
  SESSION_SECRET: z.string().min(32),
  ...vapidEnvironment,
  PUSH_HOSTS: list
    .pipe(z.array(z.string().regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/, "holds what is no host")))
    .default(PUSH_HOSTS),
  SITE_NAME: z.string().min(1).default("London Daily"),
  SITE_TAGLINE: z.string().default("Focus on the big picture."),
  SITE_SECTIONS: list
    .pipe(z.array(z.string()).min(1).refine(haveOwnSlugs, "two sections have the same slug"))
    .default("UK,World,Business,Politics,Technology,Science,Health,Sport,Culture".split(",")),
  SITE_TIME_ZONE: z.string().refine(isTimeZone, "is not a time zone").default("Europe/London"),
  METRICS_PORT: port.default(9464),
  METRICS_HOST: z.string().optional(),
  ALLOWED_ORIGINS: list.pipe(z.array(origin)).default([]),
  TRUSTED_PROXIES: list.default([]),
  READERS_PER_ADDRESS: count.default(2_000),
  SIGNUPS_PER_MINUTE: count.default(30),
  WEBSUB_HUBS: list.pipe(z.array(z.url({ protocol: /^https?$/ }))).default([]),
  OUTGOING_PRIVATE_ADDRESSES: list
    .pipe(z.array(z.string().refine((text) => isIP(text) !== 0, "is not an IP address")))
    .default([]),
  CANARY: z.enum(["on", "off"]).default("on"),
  SPEECH_COMMAND: z.string().default("espeak-ng -v en-gb -s 165 --stdin --stdout"),
  SPEECH_ENCODER: z.string().default("opusenc --quiet --speech --bitrate 20 --ignorelength - -"),
  DATA_DIR: z.string().default("./data"),
  ...mailEnvironment,
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** Every name that the environment may set. */
export const CONFIG_NAMES = Object.keys(environment.shape);

export interface Site {
  name: string;
  tagline: string;
  sections: Section[];
  timeZone: string;
  publicUrl: string;
}

export interface Config {
  port: number;
  /** Addresses to listen on; none: all. */
  hosts: string[];
  databaseUrl: string;
  redisUrl: string;
  /** In front of every key and channel in Redis. */
  redisPrefix: string;
  /** A bearer token with the editor role; null: nobody can post with one. */
  editorToken: string | null;
  /** Signs the cookies of the desk and seals the second factors; another one signs everybody out. */
  sessionSecret: string;
  vapid: Vapid;
  /** Push services that may be written to: a host, `*.` before what it ends in, or host:port for one of the operator's own. */
  pushHosts: string[];
  site: Site;
  metricsPort: number;
  metricsHost: string | null;
  allowedOrigins: string[];
  trustedProxies: string[];
  /** Readers at most from one client address; 0: no limit. */
  readersPerAddress: number;
  /** Sign-ups at most from one client address in a minute; 0: no limit. */
  signUpsPerMinute: number;
  /** Hubs of WebSub that are told of every change of a feed, and that feeds name. */
  websubHubs: string[];
  /** Addresses that sources, webhooks and hubs may have although they are private. */
  outgoingPrivateAddresses: string[];
  /** Whether the canary flies; the same for every process of a paper. */
  hasCanary: boolean;
  /** A program and its arguments: takes text, gives WAV. "none": stories are not read out here. */
  speechCommand: string;
  /** A program and its arguments: takes WAV, gives Ogg Opus. */
  speechEncoder: string;
  mail: MailSettings;
  logLevel: string;
}

export type ReadConfig = { ok: true; config: Config } | { ok: false; mistakes: string[] };

/** Reads and checks the environment; the mistakes name the variable and what it should be, never its value. */
export function readConfig(env: Record<string, string | undefined>): ReadConfig {
  const whole = withFiles(env, CONFIG_NAMES);
  const given = Object.fromEntries(Object.entries(whole.env).filter(([, value]) => value !== ""));
  const result = environment.safeParse(given);
  const issues = result.success ? [] : result.error.issues;
  const mistakes = [
    ...whole.mistakes,
    ...issues.map(({ path, message }) => `${String(path[0])}: ${message}`),
    ...mailMistakes(given),
    ...(result.success ? vapidMistakes(result.data) : []),
  ];
  return result.success && mistakes.length === 0
    ? { ok: true, config: configOf(result.data) }
    : { ok: false, mistakes };
}

function configOf(read: z.output<typeof environment>): Config {
  const publicUrl = read.PUBLIC_URL ?? `http://localhost:${read.PORT}`;
  return {
    port: read.PORT,
    hosts: read.HOST,
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    redisPrefix: read.REDIS_PREFIX,
    editorToken: read.EDITOR_TOKEN ?? null,
    sessionSecret: read.SESSION_SECRET,
    vapid: vapidSettings(read),
    pushHosts: read.PUSH_HOSTS,
    site: { ...siteOf(read), publicUrl },
    metricsPort: read.METRICS_PORT,
    metricsHost: read.METRICS_HOST ?? null,
    allowedOrigins: [publicUrl, ...read.ALLOWED_ORIGINS],
    trustedProxies: read.TRUSTED_PROXIES,
    readersPerAddress: read.READERS_PER_ADDRESS,
    hasCanary: read.CANARY === "on",
    speechCommand: read.SPEECH_COMMAND,
    speechEncoder: read.SPEECH_ENCODER,
    mail: mailSettings(read, { siteName: read.SITE_NAME, publicUrl }),
    signUpsPerMinute: read.SIGNUPS_PER_MINUTE,
    websubHubs: read.WEBSUB_HUBS,
    outgoingPrivateAddresses: read.OUTGOING_PRIVATE_ADDRESSES,
    logLevel: read.LOG_LEVEL,
  };
}

function siteOf(read: z.output<typeof environment>): Omit<Site, "publicUrl"> {
  return {
    name: read.SITE_NAME,
    tagline: read.SITE_TAGLINE,
    sections: read.SITE_SECTIONS.map(sectionNamed),
    timeZone: read.SITE_TIME_ZONE,
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function haveOwnSlugs(names: string[]): boolean {
  return new Set(names.map((name) => sectionNamed(name).slug)).size === names.length;
}
