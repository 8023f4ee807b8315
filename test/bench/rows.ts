import { burst } from "./rows/burst.ts";
import { firstScreen } from "./rows/first-screen.ts";
import { firstView } from "./rows/first-view.ts";
import { frontPage } from "./rows/front-page.ts";
import { idle } from "./rows/idle.ts";
import { lastScreen } from "./rows/last-screen.ts";
import { paced } from "./rows/paced.ts";
import { profile } from "./rows/profile.ts";
import { publishes } from "./rows/publishes.ts";
import { pushes } from "./rows/pushes.ts";
import { queueSettings } from "./rows/queue-settings.ts";
import { returning } from "./rows/returning.ts";
import { sustained } from "./rows/sustained.ts";
import { twoServers } from "./rows/two-servers.ts";
import type { Row } from "./run-row.ts";

/** Every row of the budget, by the name that it is asked for by. */
export const ROWS: Record<string, Row> = {
  paced,
  burst,
  sustained,
  idle,
  "two-servers": twoServers,
  returning,
  "last-screen": lastScreen,
  "first-screen": firstScreen,
  publishes,
  "queue-settings": queueSettings,
  pushes,
  "front-page": frontPage,
  "first-view": firstView,
  profile,
};
