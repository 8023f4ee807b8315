import { eventually } from "../../support/deadline.ts";

/** Lets a fault last: nothing tells when an outage is over, it is the test that ends it. */
export async function lasts(ms: number): Promise<void> {
  const end = performance.now() + ms;
  await eventually("the end of the fault", () => (performance.now() >= end ? true : undefined));
}
