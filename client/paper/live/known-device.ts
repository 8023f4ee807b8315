/**
 * The id of this device, if the paper has been told it: with a push subscription, or with a confirmed address. Nobody
 * else's page says one. Kept under "device" (device/device-id.ts); what stands there may be anybody's writing.
 */
export function knownDevice(): { device?: string } {
  try {
    const { id, isKnown } = JSON.parse(localStorage.getItem("device") ?? "{}");
    return isKnown === true && typeof id === "string" ? { device: id } : {};
  } catch {
    return {}; // no storage here: then no alerts either
  }
}
