import express, { type Request, type Response } from "express";
import type { Entry, Fold } from "../../../core/news/front-page.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { StoredStory } from "../../../core/store/stories/stories.ts";
import { isUuid } from "../../../core/uuid.ts";
import { entryOf } from "../article/stored-entry.ts";
import type { CardWords } from "./card.ts";
import type { CardStudio } from "./card-studio.ts";

/*
 * /card/paper.png and /card/{story}/{rev}.png: the picture that other sites show beside a shared link. Only of what
 * stands: an older revision's leads to the present one's, a retracted story's is gone. Other sites keep what they
 * fetched; nobody can take that back, but whoever asks again gets the truth.
 */

const FILE = /^([1-9]\d{0,8})\.png$/;

export interface CardFilesNeeds {
  site: Site;
  edition: { fold(): Fold };
  readStory: (id: string) => Promise<StoredStory | null>;
  studio: CardStudio;
}

export function cardFiles({ site, edition, readStory, studio }: CardFilesNeeds): express.Router {
  const router = express.Router();
  router.get("/card/paper.png", (request, response) => {
    const words = { name: site.name, tagline: site.tagline, headline: "", section: "", label: "" };
    return sendCard(request, response, studio, { key: "paper", words });
  });
  router.get("/card/:story/:file", async (request, response) => {
    const { story: id, file } = request.params;
    const rev = Number(FILE.exec(file)?.[1]);
    const entry = isUuid(id) && rev > 0 ? await find(id) : null;
    if (entry?.story.status === "retracted") return sendNone(response, 410);
    if (!entry || rev > entry.story.rev) return sendNone(response, 404);
    if (rev < entry.story.rev) return response.redirect(302, `/card/${id}/${entry.story.rev}.png`);
    return sendCard(request, response, studio, { key: `${id}-${rev}`, words: wordsOf(entry, site) });
  });
  return router;

  async function find(id: string): Promise<Entry | null> {
    const held = edition.fold().entries.get(id);
    const stored = held ? null : await readStory(id);
    return held ?? (stored && entryOf(stored, edition.fold(), site.publicUrl));
  }
}

function wordsOf({ story }: Entry, { name, tagline, sections }: Site): CardWords {
  if (story.status !== "published") throw new Error("a tombstone has no card");
  const section = sections.find(({ slug }) => slug === story.section)?.name ?? story.section;
  const label = story.verification === "unconfirmed" ? "Unconfirmed" : "";
  return { name, tagline, headline: story.headline, section, label };
}

async function sendCard(
  request: Request,
  response: Response,
  studio: CardStudio,
  { key, words }: { key: string; words: CardWords },
): Promise<void> {
  response.set({ "Cache-Control": "no-cache", ETag: `"${key}"` });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const card = studio.draw(key, words);
  if (!card) {
    response.removeHeader("ETag");
    response.status(503).set({ "Retry-After": "2", "Cache-Control": "no-store" }).end();
    return;
  }
  response.type("image/png").send(await card);
}

function sendNone(response: Response, status: 404 | 410): void {
  response.status(status).set("Cache-Control", "no-store").type("text/plain");
  response.send(status === 410 ? "This story was taken back.\n" : "There is no picture at this address.\n");
}
