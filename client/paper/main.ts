import { listenButtons } from "./listen/listen-buttons.ts";
import { showLiveState } from "./live/live-state.ts";
import { stayLive } from "./live/stay-live.ts";
import { createWireClock } from "./live/wire-clock.ts";
import { createBanner } from "./page/banner.ts";
import { createFrontTop } from "./page/front-top.ts";
import { createHeadlineList } from "./page/headline-list.ts";
import { readPage } from "./page/read-page.ts";
import { createScreen } from "./page/screen.ts";
import { createSpeaker } from "./page/speaker.ts";

/** The reader's page comes alive: reads its own state back from its HTML, and follows the wire from there. */
const page = readPage();
listenButtons(document.getElementById("player"));
if (page) {
  document.documentElement.classList.add("is-live");
  const { sections, timeZone, ownStoryId } = page;
  const clock = createWireClock();
  const say = createSpeaker(document.getElementById("said"));
  const paper = () => ({ sections, timeZone, nowMs: clock.now() });
  const screen = createScreen({
    ...{ page, paper, say },
    parts: (fold) => {
      const list = document.getElementById("headlines");
      const lead = document.getElementById("lead");
      const second = document.getElementById("second");
      const breaking = document.getElementById("breaking");
      return {
        list: list && createHeadlineList({ list, fold, paper }),
        top: lead && second && createFrontTop({ lead, second, fold, paper }),
        banner: breaking && createBanner(breaking, ownStoryId, paper),
      };
    },
  });
  const liveState = showLiveState(document.getElementById("live"), say, timeZone);
  stayLive({ screen, clock, liveState });
}
