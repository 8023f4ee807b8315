import { randomUUID } from "node:crypto";
import type { PushWhat } from "../../../core/news/push.ts";
import type { Store } from "../../../core/store/connect.ts";
import { eventually } from "../deadline.ts";
import type { TestBrowser } from "./push-host.ts";

/** What a device asks for, beyond every alert at any time. */
export interface Wishes {
  urgency?: "flash" | "breaking";
  sections?: string[] | null;
  quiet?: { from: string; until: string } | null;
  timeZone?: string;
  alertsADayAtMost?: number | null;
}

export function aWish(differences: Wishes = {}): Required<Wishes> {
  return {
    ...{ urgency: "breaking", sections: null, quiet: null, timeZone: "Europe/London", alertsADayAtMost: null },
    ...differences,
  };
}

/** Asks the paper for alerts to this browser. Returns its device's id. */
export async function subscribes(url: string, browser: TestBrowser, wishes: Wishes = {}): Promise<string> {
  const device = randomUUID();
  const { endpoint, keys } = browser;
  const response = await fetch(new URL(`/v1/push/subscriptions/${device}`, url), {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, keys, ...aWish(wishes) }),
  });
  if (response.status !== 204) throw new Error(`expected 204, got ${response.status}: ${await response.text()}`);
  return device;
}

/** Every target of a story that there is, once none of them is still to be settled: `what state`, by device. */
export async function settledTargets(store: Store, storyId: string, count: number): Promise<Map<string, string[]>> {
  return eventually(`${count} settled targets`, async () => {
    const rows = await store
      .selectFrom("push_target")
      .select(["device", "what", "state"])
      .where("story_id", "=", storyId)
      .orderBy("rev")
      .execute();
    const isOpen = rows.some(({ state }) => state === "waiting" || state === "sending");
    if (isOpen || rows.length < count) return undefined;
    const told = new Map<string, string[]>();
    for (const { device, what, state } of rows) told.set(device, [...(told.get(device) ?? []), spoken(what, state)]);
    return told;
  });
}

/** The story's targets have been made, and wait. */
export async function waitingTargets(store: Store, storyId: string, count: number): Promise<void> {
  await eventually(`${count} waiting targets`, async () => {
    const rows = await store
      .selectFrom("push_target")
      .select("device")
      .where("story_id", "=", storyId)
      .where("state", "=", "waiting")
      .execute();
    return rows.length === count ? true : undefined;
  });
}

function spoken(what: PushWhat, state: string): string {
  return `${what} ${state}`;
}
