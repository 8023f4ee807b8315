import type { Paper } from "../../../core/page/story-parts.ts";
import type { Heard } from "../live/heard.ts";
import { createPlayer } from "./player.ts";
import { liveProgramme, storyProgramme } from "./programmes.ts";

export interface ListeningNeeds {
  place: HTMLElement;
  heard: Heard;
  paper: () => Paper;
  say: (words: string) => void;
}

/** The player, and what each button of the page has it play. */
export function startListening({ place, heard, paper, say }: ListeningNeeds): { press(button: HTMLElement): void } {
  const player = createPlayer(place, say);
  return {
    press(button) {
      const story = button.closest("article");
      if ("listenLive" in button.dataset) player.open(liveProgramme(heard, paper), button);
      else if (story) player.open(storyProgramme(story), button);
    },
  };
}
