import { put, take } from "./shelf.ts";

/** How the paper may know this device again: a random id, made when something first needs it. */
interface Device {
  id: string;
  /** The paper has been told it: then the page says it when it connects, so that no alert comes twice. */
  isKnown: boolean;
}

/** This device's id; made now, if it had none. */
export function deviceId(): string {
  const { id, isKnown = false } = take<Device>("device");
  const made = id ?? newId();
  if (id === undefined) put("device", { id: made, isKnown } satisfies Device);
  return made;
}

/** From now on this device's pages say its id when they connect. */
export function deviceIsKnown(): void {
  put("device", { id: deviceId(), isKnown: true } satisfies Device);
  dispatchEvent(new Event("device"));
}

/** The id, if there is one. */
export function deviceIdIfAny(): string | undefined {
  return take<Device>("device").id;
}

/** 128 bits; `crypto.randomUUID` is not there on a page without https. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
