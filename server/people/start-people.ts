import type { IncomingMessage } from "node:http";
import { Counter, type Registry } from "prom-client";
import { askRedis } from "../../core/pipes/redis.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Site } from "../../core/settings/config.ts";
import type { Store } from "../../core/store/connect.ts";
import { sweepPeople } from "../../core/store/people/sweep.ts";
import type { Assets } from "../http/answers/assets.ts";
import type { Caller } from "../http/callers/caller.ts";
import type { OriginCheck } from "../http/callers/origins.ts";
import { createAuth } from "./auth.ts";
import { createCsrf } from "./csrf.ts";
import { type DeskDoor, type DeskEvents, openDeskDoor } from "./desk-door.ts";
import { createIdentify } from "./identify.ts";
import { createPasswords } from "./passwords.ts";
import type { PeopleParts } from "./people-routes.ts";
import { createSessionDoor } from "./session-door.ts";
import { createGuessLimits } from "./signing-in/guess-limits.ts";
import { createKnownDevices } from "./signing-in/known-device.ts";

export interface StartPeopleParts {
  store: Store;
  redisUrl: string;
  redisPrefix: string;
  clock: { now(): number };
  metrics: Registry;
  log: Log;
  closing: Closing;
  site: Site;
  assets: Assets;
  editorToken: string | null;
  sessionSecret: string;
  addressOf: (request: IncomingMessage) => string;
  isAcceptedOrigin: OriginCheck;
  /** What a desk's socket may say. */
  deskEvents?: DeskEvents;
}

export interface People {
  identify: (request: IncomingMessage) => Promise<Caller | null>;
  routeParts: PeopleParts;
  deskDoor: DeskDoor;
}

const SWEEP_EVERY_MS = 10 * 60 * 1000;

/** Wires who may use the desk. */
export function startPeople(parts: StartPeopleParts): People {
  const { store, redisUrl, redisPrefix, metrics, log, closing, site, assets, sessionSecret, addressOf } = parts;
  const worked = new Counter({ name: "london_passwords_worked_total", help: "Passwords hashed", registers: [metrics] });
  const passwords = createPasswords({ onWork: () => worked.inc() });
  const auth = createAuth({ ...parts, passwords, publicUrl: site.publicUrl, siteName: site.name });
  const sessions = createSessionDoor({ ...parts, auth });
  const identify = createIdentify({ ...parts, sessions, csrf: createCsrf({ sessionSecret }) });

  const redis = askRedis(redisUrl);
  closing.add("guess limits", () => redis.disconnect());
  const limits = createGuessLimits({ redis, redisPrefix });

  const devices = createKnownDevices({ sessionSecret, publicUrl: site.publicUrl });
  const stopSweeping = repeat(SWEEP_EVERY_MS, () =>
    sweepPeople(store).catch((failure) => log.warn({ err: failure }, "people unswept")),
  );
  closing.add("people's sweep", stopSweeping);

  const deskDoor = openDeskDoor({ ...parts, identify });
  closing.add("desk door", () => deskDoor.close());
  const press = { site, assets };
  const routeParts = {
    ...{ store, auth, sessions, limits, devices, passwords, press, addressOf, siteName: site.name },
  };
  return { identify, deskDoor, routeParts };
}
