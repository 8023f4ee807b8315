import { anyone } from "../http/answers/answer.ts";
import type { Route } from "../http/route-table.ts";
import {
  dropDevice,
  dropSubscription,
  keepSubscription,
  moveSubscription,
  type SubscriptionParts,
  tellPushKey,
} from "./keep-subscriptions.ts";

/** What readers' own browsers say of their devices. */
export function pushRoutes(parts: SubscriptionParts): Route[] {
  return [
    ["GET", "/v1/push/key", "anyone", anyone(tellPushKey(parts))],
    ["PUT", "/v1/push/subscriptions/:device", "anyone", anyone(keepSubscription(parts))],
    ["POST", "/v1/push/subscriptions", "anyone", anyone(moveSubscription(parts))],
    ["DELETE", "/v1/push/subscriptions/:device", "anyone", anyone(dropSubscription(parts))],
    ["DELETE", "/v1/devices/:device", "anyone", anyone(dropDevice(parts))],
  ];
}
