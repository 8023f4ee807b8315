import type { IncomingMessage } from "node:http";
import type { Log } from "../../core/process/log.ts";
import type { Store } from "../../core/store/connect.ts";
import type { AddressLimit } from "../http/callers/address-limit.ts";
import type { OriginCheck } from "../http/callers/origins.ts";
import type { Press } from "../paper/page-frame.ts";

/** What the mailing's pages and calls are made with. */
export interface MailingParts {
  store: Store;
  clock: { now(): number };
  log: Log;
  press: Press;
  isAcceptedOrigin: OriginCheck;
  addressOf: (request: IncomingMessage) => string;
  limit: AddressLimit;
  /** Wakes a worker; nobody waits for it. */
  wake: () => void;
  /** Counts what readers did: asked, confirmed, ended. */
  count: (act: "asked" | "confirmed" | "ended") => void;
}
