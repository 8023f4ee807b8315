import { readChoices } from "../device/choices.ts";
import { deviceId, deviceIsKnown } from "../device/device-id.ts";
import { put, take } from "../device/shelf.ts";

/** What this device asked for; kept so that it can be shown, and said again when a browser's address changes. */
export interface Alerts {
  urgency: "flash" | "breaking";
  /** All sections, or those that are followed. */
  scope: "all" | "followed";
  /** "22:00"; both empty: no quiet hours. */
  quietFrom: string;
  quietUntil: string;
  /** At most; 0: as many as there are. */
  aDay: number;
}

interface KeptAlerts extends Alerts {
  /** Where the paper was told to push to. */
  endpoint: string;
}

const SUBSCRIPTIONS = "/v1/push/subscriptions";
/** Where the service worker keeps which revisions it has told. */
const TOLD = "alerts";

/** What is asked for now; null: no alerts here. */
export function readAlerts(): KeptAlerts | null {
  const { endpoint, urgency, scope, quietFrom = "", quietUntil = "", aDay = 0 } = take<KeptAlerts>("alerts");
  if (!endpoint || !urgency || !scope) return null;
  return { endpoint, urgency, scope, quietFrom, quietUntil, aDay };
}

/** Whether this browser can have alerts. */
export function mayHaveAlerts(): boolean {
  return "Notification" in globalThis && "PushManager" in globalThis && "serviceWorker" in navigator;
}

/** Asks the browser, which asks the reader; then tells the paper. Only after a click. Throws when it cannot be done now. */
export async function turnOn(wanted: Alerts): Promise<"on" | "denied"> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  await tellPaper(wanted, await subscribed());
  return "on";
}

/** Tells the paper what is wanted now, at the address that the browser has now. */
export async function keepAlerts(wanted: Alerts): Promise<void> {
  await tellPaper(wanted, await subscribed());
}

/** No alerts any more. */
export async function turnOff(): Promise<void> {
  await unsubscribe();
  put("alerts", {});
  await send("DELETE", `${SUBSCRIPTIONS}/${deviceId()}`);
}

/** "Forget everything", as far as others than the shelf know of this device. */
export async function forgetDevice(id: string): Promise<void> {
  await Promise.all([unsubscribe(), globalThis.caches?.delete(TOLD), send("DELETE", `/v1/devices/${id}`)]);
}

async function subscribed(): Promise<PushSubscription> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const { key } = await (await fetch("/v1/push/key")).json();
  const wish = { userVisibleOnly: true, applicationServerKey: key as string };
  try {
    return await pushManager.subscribe(wish);
  } catch {
    await (await pushManager.getSubscription())?.unsubscribe(); // it was made for another key of the paper's
    return await pushManager.subscribe(wish);
  }
}

async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

async function tellPaper(wanted: Alerts, subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const { urgency, scope, quietFrom, quietUntil, aDay } = wanted;
  await send("PUT", `${SUBSCRIPTIONS}/${deviceId()}`, {
    ...{ endpoint, keys, urgency },
    sections: scope === "all" ? null : readChoices().follow,
    quiet: quietFrom && quietUntil && quietFrom !== quietUntil ? { from: quietFrom, until: quietUntil } : null,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    alertsADayAtMost: aDay || null,
  });
  put("alerts", { ...wanted, endpoint: endpoint ?? "" } satisfies KeptAlerts);
  deviceIsKnown();
}

async function send(method: string, path: string, content?: object): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const body = content && { headers, body: JSON.stringify(content) };
  const { ok, status } = await fetch(path, { method, ...body });
  if (!ok) throw new Error(`${path} answered ${status}`);
}
