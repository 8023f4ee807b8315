import { createECDH } from "node:crypto";
import { z } from "zod";
import { isPushEndpoint } from "../../core/news/push.ts";
import type { Section } from "../../core/news/section.ts";

const ENDPOINT_CHARACTERS = 1_000;

export interface SubscriptionSchemas {
  /** Body of `PUT /v1/push/subscriptions/{device}`. */
  wanted: ReturnType<typeof wantedSchema>;
  /** Body of `POST /v1/push/subscriptions`. */
  moved: ReturnType<typeof movedSchema>;
}

export interface SubscriptionSchemaParts {
  /** PUSH_HOSTS. */
  pushHosts: readonly string[];
  sections: readonly Section[];
}

/** The id that a browser made for its device: opaque, and too long to be guessed. */
export const deviceId = z
  .string()
  .regex(/^[\w-]{22,64}$/)
  .meta({ description: "The id that the browser made for its device: 22 to 64 characters, at random." });

export function createSubscriptionSchemas(parts: SubscriptionSchemaParts): SubscriptionSchemas {
  return { wanted: wantedSchema(parts), moved: movedSchema(parts) };
}

function wantedSchema({ pushHosts, sections }: SubscriptionSchemaParts) {
  const slugs = new Set(sections.map(({ slug }) => slug));
  return z
    .strictObject({
      ...addressFields(pushHosts),
      urgency: z.enum(["flash", "breaking"]).meta({ description: "`breaking` is flash too." }),
      sections: z
        .array(z.string().refine((slug) => slugs.has(slug), "is no section"))
        .max(slugs.size)
        .nullable()
        .meta({ description: "Slugs; null: all." }),
      quiet: z
        .strictObject({ from: clockTime, until: clockTime })
        .refine(({ from, until }) => from !== until, "must not end when it begins")
        .nullable()
        .meta({ description: "By the device's own wall clock; over midnight too." }),
      timeZone: z.string().max(64).refine(isTimeZone, "is not a time zone"),
      alertsADayAtMost: z.int().min(1).max(100).nullable(),
    })
    .meta({ id: "AlertSubscription" });
}

function movedSchema({ pushHosts }: SubscriptionSchemaParts) {
  return z
    .strictObject({ replaces: z.string().max(ENDPOINT_CHARACTERS), ...addressFields(pushHosts) })
    .meta({ id: "MovedSubscription" });
}

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is not a time like 22:00");

/** A PushSubscription as its `toJSON` has it. */
function addressFields(pushHosts: readonly string[]) {
  return {
    endpoint: z
      .string()
      .max(ENDPOINT_CHARACTERS)
      .refine((text) => isPushEndpoint(text, pushHosts), "is not at a push service that this paper knows"),
    keys: z.strictObject({
      p256dh: z.string().refine(isPublicKey, "is no public key of P-256 in base64url"),
      auth: z.string().regex(/^[\w-]{22}$/, "is not 16 bytes in base64url"),
    }),
  };
}

/** A point of the curve and no other 65 bytes: what is none would fail with every push. */
function isPublicKey(text: string): boolean {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 65 || bytes[0] !== 4 || bytes.toString("base64url") !== text) return false;
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  try {
    pair.computeSecret(bytes);
    return true;
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
