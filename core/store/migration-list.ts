import type { Migration } from "kysely/migration";
import * as theWire from "./migrations/0001-the-wire.ts";
import * as search from "./migrations/0002-search.ts";
import * as seenPlace from "./migrations/0003-seen-place.ts";
import * as theCanary from "./migrations/0004-the-canary.ts";
import * as thePast from "./migrations/0005-the-past.ts";
import * as narration from "./migrations/0006-narration.ts";
import * as people from "./migrations/0007-people.ts";
import * as theDesk from "./migrations/0008-the-desk.ts";
import * as theInbox from "./migrations/0009-the-inbox.ts";
import * as theMailing from "./migrations/0010-the-mailing.ts";
import * as webPush from "./migrations/0011-web-push.ts";
import * as interchange from "./migrations/0012-interchange.ts";

/** In order. One that is out is never changed: a database has it or lacks it. */
export const migrations: Record<string, Migration> = {
  "0001-the-wire": theWire,
  "0002-search": search,
  "0003-seen-place": seenPlace,
  "0004-the-canary": theCanary,
  "0005-the-past": thePast,
  "0006-narration": narration,
  "0007-people": people,
  "0008-the-desk": theDesk,
  "0009-the-inbox": theInbox,
  "0010-the-mailing": theMailing,
  "0011-web-push": webPush,
  "0012-interchange": interchange,
};

/** A backup names the last one that it knows; a server and a worker wait until all of theirs are there. */
export const MIGRATION_NAMES = Object.keys(migrations);
