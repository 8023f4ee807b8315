import { put, take } from "./shelf.ts";

/** What a reader chose: kept on the device, applied on the device. before-paint.ts makes it visible. */
export interface Choices {
  /** Slugs of sections. */
  follow: string[];
  /** Slugs of newsletters whose issues are told on open pages. */
  letters: string[];
  /** Where Latest has the followed sections: on top of the others, or alone. */
  show: "first" | "only";
  /** No banner, no notices, nothing said, nothing counted in the title. */
  quiet: boolean;
}

export function readChoices(): Choices {
  const { follow, letters, show, quiet } = take<Choices>("choices");
  return {
    follow: Array.isArray(follow) ? follow : [],
    letters: Array.isArray(letters) ? letters : [],
    show: show === "only" ? "only" : "first",
    quiet: quiet === true,
  };
}

/** Keeps them, and has this page and every other tab apply them. */
export function choose(choices: Choices): void {
  put("choices", choices);
  dispatchEvent(new Event("choices"));
}
