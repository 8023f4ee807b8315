import express, { type Request, type Response } from "express";
import type { Store } from "../../../core/store/connect.ts";
import {
  type AudioState,
  type NarrationKey,
  readAudio,
  readAudioState,
} from "../../../core/store/stories/narrations.ts";
import { isUuid } from "../../../core/uuid.ts";

/*
 * /audio/{story}/{rev}.ogg: a revision's sound, straight from its row, as much of it as was asked for. A revision's
 * sound never changes, so browsers may keep it; a page names only the sound of what stands. Whether it may still be
 * heard is asked each time: a retracted story's is gone (410), a superseded revision's is not there (404).
 */

const YEAR_S = 365 * 24 * 60 * 60;
const FILE = /^([1-9]\d{0,8})\.ogg$/;
/** What is asked for without a range is sent in such pieces: none waits in memory as a whole. */
const PIECE_BYTES = 512 * 1024;

export function audioFiles({ store }: { store: Store }): express.Router {
  const router = express.Router();
  router.get("/audio/:story/:file", async (request, response) => {
    const key = keyIn(request);
    const found: AudioState = key ? await readAudioState(store, key) : { state: "none" };
    if (!key || found.state !== "ready") return sendNone(response, found.state === "retracted" ? 410 : 404);
    response.set({
      "Accept-Ranges": "bytes",
      "Cache-Control": `public, max-age=${YEAR_S}, immutable`,
      "Content-Type": "audio/ogg; codecs=opus",
      ETag: `"${key.storyId}-${key.rev}"`,
    });
    if (request.fresh) return response.status(304).end();
    const range = rangeOf(request, response, found.bytes);
    if (range === "unsatisfiable") {
      return response
        .status(416)
        .set({ "Content-Range": `bytes */${found.bytes}`, "Cache-Control": "no-store" })
        .end();
    }
    const { start, end } = range ?? { start: 0, end: found.bytes - 1 };
    if (range) response.status(206).set("Content-Range", `bytes ${start}-${end}/${found.bytes}`);
    response.set("Content-Length", String(end - start + 1));
    if (request.method === "HEAD") return response.end();
    return sendBytes(store, key, { start, end }, response);
  });
  return router;
}

function keyIn({ params }: Request): NarrationKey | null {
  const { story = "", file = "" } = params as Record<string, string>;
  const rev = FILE.exec(file)?.[1];
  return isUuid(story) && rev !== undefined ? { storyId: story, rev: Number(rev) } : null;
}

/** One range, if what the asker has a part of is still this (If-Range); several are answered by the whole. */
function rangeOf(
  request: Request,
  response: Response,
  size: number,
): { start: number; end: number } | "unsatisfiable" | null {
  const ifRange = request.get("If-Range");
  if (ifRange !== undefined && ifRange !== response.get("ETag")) return null;
  const ranges = request.range(size);
  if (ranges === -1) return "unsatisfiable";
  if (ranges === undefined || ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1) return null;
  return ranges[0] ?? null;
}

async function sendBytes(
  store: Store,
  key: NarrationKey,
  { start, end }: { start: number; end: number },
  response: Response,
): Promise<void> {
  for (let from = start; from <= end && !response.destroyed; from += PIECE_BYTES) {
    const part = await readAudio(store, key, { start: from, end: Math.min(end, from + PIECE_BYTES - 1) });
    if (!part) {
      response.destroy(); // taken back while it was sent: the listener is not left with a whole one
      return;
    }
    if (!response.write(part)) await new Promise((resume) => response.once("drain", resume).once("close", resume));
  }
  response.end();
}

function sendNone(response: Response, status: 404 | 410): void {
  response.status(status).set("Cache-Control", "no-store").type("text/plain");
  response.send(status === 410 ? "This story was taken back.\n" : "There is no sound at this address.\n");
}
