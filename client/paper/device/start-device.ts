import type { Cursor } from "../../../core/news/cursor.ts";
import { isHeadline } from "../../../core/news/wire-event.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import type { Heard } from "../live/heard.ts";
import { trustedAddress } from "../page/fragment.ts";
import { isQuiet } from "../page/wanted.ts";
import { createChase } from "./chase-corrections.ts";
import { comeBack, stayAt, stayUntold, VISIT_ENDS_MS } from "./come-back.ts";
import type { IssueNotices } from "./issue-notices.ts";
import { storiesInSight } from "./look-around.ts";
import { createNotices } from "./notices.ts";
import { offerChoices } from "./offer-choices.ts";
import { remember } from "./shown-stories.ts";

export interface DeviceNeeds {
  cursor: () => Cursor;
  heard: Heard;
  clock: { now(): number };
  paper: () => Paper;
  say: (words: string) => void;
}

const LOOK_MS = 2_000;
const AGAIN_MS = 10_000;
/** A tab that was looked away from for shorter has its count in the title; no summary is needed. */
const TAB_AWAY_MS = 5 * 60_000;

/** What the page does with the device's memory, once it is live: nothing of it is needed to read. */
export function startDevice({ cursor, heard, clock, paper, say }: DeviceNeeds): void {
  const notices = createNotices(paper, say);
  const epoch = () => cursor().epoch;
  const chase = createChase({ epoch, show: notices.correct });
  const mayTell = () => !document.hidden && !isQuiet();
  let isCaughtUp = false;
  let isComing = false;
  let leftAtMs = clock.now();
  let notBefore = 0;
  let lastSeen = "";
  let issues: Promise<IssueNotices> | undefined;

  async function arrive(awayMs: number): Promise<void> {
    if (isComing || performance.now() < notBefore || !mayTell()) return;
    isComing = true;
    isCaughtUp = false;
    await comeBack({ cursor, now: clock.now, chase, show: notices.whileAway }, awayMs).then(
      () => {
        isCaughtUp = true;
      },
      () => {
        notBefore = performance.now() + AGAIN_MS * (1 + Math.random()); // the wire cannot be read now
      },
    );
    isComing = false;
    if (isCaughtUp) look();
  }

  /** What stands in sight is remembered; what is owed is told; where the reader is, is noted. */
  function look(): void {
    const isTold = isCaughtUp && mayTell();
    const seen = storiesInSight().map((story) => ({ ...story, isKnown: isTold && !chase.isOwed(story.id) }));
    const key = JSON.stringify(seen);
    if (seen.length > 0 && key !== lastSeen) remember(epoch(), seen);
    lastSeen = key;
    if (isTold) void chase.tell();
    void issues?.then(({ tell }) => tell());
    if (isTold && !chase.isOwed()) stayAt(cursor(), clock.now());
    else if (isQuiet() && !document.hidden) stayUntold(clock.now());
  }

  /** Loaded with the first issue that is told of. */
  function issueNotices() {
    issues ??= import("./issue-notices.ts").then((loaded) =>
      loaded.createIssueNotices({ mayTell, now: clock.now, lay: notices.lay, say }),
    );
    return issues;
  }

  function comeAndLook(): void {
    if (!isCaughtUp) void arrive(VISIT_ENDS_MS);
    look();
  }

  heard.follow((event) => {
    chase.hear(event);
    if (!isHeadline(event)) void issueNotices().then((issues) => issues.hear(event));
  });
  comeAndLook();
  setInterval(comeAndLook, LOOK_MS);
  addEventListener("pagehide", look);
  addEventListener("choices", comeAndLook);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leftAtMs = clock.now();
    else if (isCaughtUp && clock.now() - leftAtMs >= TAB_AWAY_MS) void arrive(TAB_AWAY_MS);
    else comeAndLook();
  });
  offerChoices();
  if (globalThis.Notification?.permission === "granted")
    void import("../push/tend-alerts.ts").then(({ tendAlerts }) => tendAlerts()).catch(() => {}); // no line: the next page does
  navigator.serviceWorker?.register(trustedAddress("/service-worker.js")).catch(() => {}); // the offline page and alerts need it
}
