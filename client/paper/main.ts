import { createHeard } from "./live/heard.ts";
import { showLiveState } from "./live/live-state.ts";
import { stayLive } from "./live/stay-live.ts";
import { createWireClock } from "./live/wire-clock.ts";
import { createBanner } from "./page/banner.ts";
import { createFrontTop } from "./page/front-top.ts";
import { createHeadlineList } from "./page/headline-list.ts";
import { type ReadPage, readPage } from "./page/read-page.ts";
import { createScreen } from "./page/screen.ts";
import { createSpeaker } from "./page/speaker.ts";

/** The reader's page comes alive: reads its own state back from its HTML, and follows the wire from there. */
const page = readPage();
if (page) void comeAlive(page);

/** An article whose own template cannot be had does not come alive: it would miss its corrections. */
async function comeAlive(page: ReadPage): Promise<void> {
  const { sections, timeZone, ownStoryId } = page;
  const drawArticle = ownStoryId ? (await import("./page/draw-article.ts")).drawArticle : null;
  document.documentElement.classList.add("is-live");
  const clock = createWireClock();
  const say = createSpeaker(document.getElementById("said"));
  const paper = () => ({ sections, timeZone, nowMs: clock.now() });
  const heard = createHeard();
  const screen = createScreen({
    ...{ page, paper, say, heard, drawArticle },
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
  afterwards(async () => {
    const { onceLive } = await import("./once-live.ts");
    onceLive({ cursor: screen.cursor, heard, clock, paper, say });
  });
}

/** Once everything that is needed to read has been loaded. Without it the page is whole: the next one tries again. */
function afterwards(start: () => Promise<void>): void {
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  const begin = () => whenIdle(() => void start().catch(() => {}));
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
