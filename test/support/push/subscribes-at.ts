import type { BrowserContext } from "playwright-core";
import type { TestBrowser } from "./push-host.ts";

/**
 * Chromium subscribes at a push service of its maker's, which a test cannot reach. In its place every page of this
 * context gets a subscription at the test's own; what the page and the paper do with it is real.
 */
export async function subscribesAt(context: BrowserContext, { endpoint, keys }: TestBrowser): Promise<void> {
  await context.addInitScript(
    (address) => {
      const isOn = () => localStorage.getItem("test:subscribed") === "yes";
      const subscription = {
        endpoint: address.endpoint,
        toJSON: () => address,
        unsubscribe: async () => {
          localStorage.removeItem("test:subscribed");
          return true;
        },
      };
      const { prototype } = PushManager as unknown as { prototype: Record<string, unknown> };
      prototype.getSubscription = async () => (isOn() ? subscription : null);
      prototype.subscribe = async (wish: { applicationServerKey: string }) => {
        if (wish.applicationServerKey.length !== 87) throw new Error("no key");
        localStorage.setItem("test:subscribed", "yes");
        return subscription;
      };
    },
    { endpoint, keys },
  );
}
