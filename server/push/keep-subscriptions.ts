import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import type { Vapid } from "../../core/settings/vapid-keys.ts";
import type { Store } from "../../core/store/connect.ts";
import {
  dropPushSubscription,
  forgetDevice,
  keepPushSubscription,
  movePushSubscription,
} from "../../core/store/push/push-subscriptions.ts";
import { type Answer, type Call, pathParameter, type Reply, readable } from "../http/answers/answer.ts";
import { fieldErrors, invalid, isProblem, type Problem, problem } from "../http/answers/problem.ts";
import { readJson } from "../http/body.ts";
import type { AddressLimit } from "../http/callers/address-limit.ts";
import { deviceId, type SubscriptionSchemas } from "./subscription-schema.ts";

/*
 * What a reader's own browser says of its device. There is no account: whoever knows a device's id, or a subscription's
 * address, is that device, and both are random and told to nobody else. Whatever is asked, the answer tells nothing of
 * what is kept.
 */

export interface SubscriptionParts {
  store: Store;
  vapid: Vapid;
  schemas: SubscriptionSchemas;
  addressOf: (request: IncomingMessage) => string;
  limit: AddressLimit;
}

const MAX_BYTES = 8 * 1024;
const DONE: Answer = { status: 204, headers: { "Cache-Control": "no-store" } };
const NO_DEVICE = problem("not-found", "This is no device's id.");

/** `GET /v1/push/key`: what `pushManager.subscribe` wants to have as `applicationServerKey`. */
export function tellPushKey({ vapid }: Pick<SubscriptionParts, "vapid">) {
  return (): Reply => readable({ key: vapid.publicKey });
}

/** `PUT /v1/push/subscriptions/{device}`: which alerts this device wants, and where it is to be reached. */
export function keepSubscription(parts: SubscriptionParts) {
  return async (call: Call): Promise<Reply> => {
    const device = deviceIn(call);
    const refusal = device === null ? NO_DEVICE : await tooMany(parts, call);
    if (device === null || refusal) return refusal ?? NO_DEVICE;
    const read = await readFields(call, parts.schemas.wanted);
    if (isProblem(read)) return read;
    const { endpoint, keys, ...wishes } = read.fields;
    const kept = await call.patience.wait(keepPushSubscription(parts.store, device, { endpoint, ...keys }, wishes));
    return kept === "zone" ? invalid([{ pointer: "/timeZone", detail: "is not known here" }]) : DONE;
  };
}

/** `POST /v1/push/subscriptions`: a browser has another address now, and knows the old one. */
export function moveSubscription(parts: SubscriptionParts) {
  return async (call: Call): Promise<Reply> => {
    const refusal = await tooMany(parts, call);
    if (refusal) return refusal;
    const read = await readFields(call, parts.schemas.moved);
    if (isProblem(read)) return read;
    const { replaces, endpoint, keys } = read.fields;
    const isMoved = await call.patience.wait(movePushSubscription(parts.store, replaces, { endpoint, ...keys }));
    return isMoved ? DONE : problem("not-found", "There is no subscription at that address.");
  };
}

/** `DELETE /v1/push/subscriptions/{device}`: no alerts any more. The same answer whether there were any. */
export function dropSubscription({ store }: SubscriptionParts) {
  return async (call: Call): Promise<Reply> => {
    const device = deviceIn(call);
    if (device === null) return NO_DEVICE;
    await call.patience.wait(dropPushSubscription(store, device));
    return DONE;
  };
}

/** `DELETE /v1/devices/{device}`: "Forget everything" on that device, as far as the paper knows of it. */
export function dropDevice({ store }: SubscriptionParts) {
  return async (call: Call): Promise<Reply> => {
    const device = deviceIn(call);
    if (device === null) return NO_DEVICE;
    await call.patience.wait(forgetDevice(store, device));
    return DONE;
  };
}

function deviceIn(call: Call): string | null {
  const read = deviceId.safeParse(pathParameter(call, "device"));
  return read.success ? read.data : null;
}

async function tooMany({ limit, addressOf }: SubscriptionParts, { request }: Call): Promise<Problem | null> {
  const waitS = await limit(addressOf(request));
  return waitS === null
    ? null
    : problem("too-many", "Too many sign-ups from your address.", { headers: { "Retry-After": String(waitS) } });
}

async function readFields<T extends z.ZodType>(
  { request }: Call,
  schema: T,
): Promise<{ fields: z.output<T> } | Problem> {
  const body = await readJson(request, MAX_BYTES);
  if (isProblem(body)) return body;
  const read = schema.safeParse(body.json);
  return read.success ? { fields: read.data } : invalid(fieldErrors(read.error));
}
