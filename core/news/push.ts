import type { Urgency } from "./story.ts";

/** What a push says of a story: that it happened, that it was told wrong, that it is taken back. */
export type PushWhat = "alert" | "correction" | "withdrawal";

/**
 * How it stands with one device: `shown` there by an open page, `superseded` by a newer revision, `expired` before it could
 * be sent, `pruned` because the device is no longer to be reached.
 */
export type PushState = "waiting" | "sending" | "sent" | "shown" | "superseded" | "expired" | "failed" | "pruned";

/** So long a push waits for an open page of the same device to show the alert. */
export const PUSH_WAITS_MS = 3_000;

/** What a push carries, as JSON: a notification as it will stand, and which revision of which story it is. */
export interface PushMessage {
  story: string;
  rev: number;
  what: PushWhat;
  title: string;
  body: string;
  /** Under the paper's own origin. */
  path: string;
  /** When the revision went out; RFC 3339. */
  at: string;
}

/** Devices that a revision was to be pushed to, by what became of it. */
export interface PushCounts {
  /** Not yet, or under way. */
  waiting: number;
  /** A push service took it. */
  sent: number;
  /** An open page of the device had shown it. */
  shown: number;
  failed: number;
  /** No longer to be reached. */
  pruned: number;
  /** It expired first. */
  expired: number;
}

/** `GET /v1/desk/audience`: for whom an alert would be that left now, beyond the open screens. */
export interface Audience {
  /** Devices that it would be pushed to. */
  push: number;
}

/** The alerts that a device asked for: `flash` alone, or `breaking` too. */
export type AlertChoice = Exclude<Urgency, "routine">;

export function urgenciesOf(choice: AlertChoice): AlertChoice[] {
  return choice === "flash" ? ["flash"] : ["flash", "breaking"];
}

/**
 * Whether this may be the address of a push subscription: https, at a host that is listed. An entry is a host; `*.` and
 * what the host ends in; or host:port, for a push service of the operator's own.
 */
export function isPushEndpoint(endpoint: string, hosts: readonly string[]): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
  return hosts.some((entry) => {
    if (entry.startsWith("*.")) return url.host.endsWith(entry.slice(1));
    return url.host === entry;
  });
}

/** Whether the operator named exactly this server, port and all: then it may stand in the operator's own network. */
export function isOwnPushHost(origin: string, hosts: readonly string[]): boolean {
  const { host, port } = new URL(origin);
  return port !== "" && hosts.includes(host);
}
