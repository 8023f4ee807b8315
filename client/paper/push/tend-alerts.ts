import type { AlertData } from "./alert-data.ts";
import { keepAlerts, readAlerts } from "./subscription.ts";

/*
 * What an open page does for a device that gets alerts: it takes away the notifications of what it shows, tells the
 * service worker whether it shows a story already, and sees to it that the paper knows the browser's present address.
 */

export function tendAlerts(): void {
  const workers = navigator.serviceWorker;
  workers.addEventListener("message", ({ data, ports }) => {
    const { story, rev } = data as AlertData;
    ports[0]?.postMessage(isShown(story, rev));
  });
  workers.startMessages();
  document.addEventListener("visibilitychange", () => void closeWhatIsSeen());
  addEventListener("choices", () => {
    const alerts = readAlerts();
    if (alerts?.scope === "followed") void keepAlerts(alerts).catch(() => {}); // the next page says it
  });
  void closeWhatIsSeen();
  void renew().catch(() => {}); // the next page tries again
}

/** Whether this story stands on this page as it was at this revision, or later. */
function isShown(story: string, rev: number): boolean {
  const standing = document.querySelectorAll<HTMLElement>(`article[data-story="${CSS.escape(story)}"]`);
  return !document.hidden && [...standing].some(({ dataset }) => Number(dataset.rev) >= rev);
}

async function closeWhatIsSeen(): Promise<void> {
  if (document.hidden) return;
  const registration = await navigator.serviceWorker.ready;
  for (const notification of await registration.getNotifications()) {
    const { story, rev, what } = notification.data as AlertData;
    if (what === "withdrawal" || isShown(story, rev)) notification.close();
  }
}

/** Browsers change a subscription's address, or drop it, without asking. */
async function renew(): Promise<void> {
  const alerts = readAlerts();
  if (!alerts) return;
  const { pushManager } = await navigator.serviceWorker.ready;
  const present = await pushManager.getSubscription();
  if (present?.endpoint !== alerts.endpoint) await keepAlerts(alerts);
}
