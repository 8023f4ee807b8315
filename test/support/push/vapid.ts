import { randomBytes } from "node:crypto";
import { vapidPublicKeyOf } from "../../../core/settings/vapid-keys.ts";

/** A paper's own keys for Web Push, as its environment has them. */
export function vapidEnvironment(): { VAPID_PUBLIC_KEY: string; VAPID_PRIVATE_KEY: string; VAPID_SUBJECT: string } {
  const VAPID_PRIVATE_KEY = randomBytes(32).toString("base64url");
  const VAPID_PUBLIC_KEY = vapidPublicKeyOf(VAPID_PRIVATE_KEY) ?? "";
  return { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT: "mailto:desk@paper.example" };
}
