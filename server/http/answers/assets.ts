import { readFile } from "node:fs/promises";
import type { RequestHandler } from "express";
import { acceptedEncoding, type Compressed, compressed } from "./compressed.ts";

/*
 * The bundles as Vite built them: the reader's, the desk's, and what signing up needs. Their file names carry a hash of their content, so a browser may keep them for
 * ever; the page names them, so a new build is a new page. `npm run build` makes it, `npm start` does so by itself.
 */

const BUILD = new URL("../../../client/dist/", import.meta.url);
const YEAR_S = 365 * 24 * 60 * 60;
/** Of brotli: an asset is compressed once for as long as the process lives. */
const QUALITY = 11;
const ASSET = /^\/assets\/([\w-]+\.(js|css|woff2))$/;
const TYPES: Record<string, { type: string; isText: boolean }> = {
  js: { type: "text/javascript; charset=utf-8", isText: true },
  css: { type: "text/css; charset=utf-8", isText: true },
  woff2: { type: "font/woff2", isText: false },
};

/** What a page's head names, as paths. */
export interface Assets {
  /** The live client, a module. */
  script: string;
  /** A few lines that run before the first paint. */
  beforePaint: string;
  style: string;
  /** The slider and the look of the past, and what shares a story: each only on its own pages. */
  pastSlider: string;
  pastStyle: string;
  shareButton: string;
  /** What makes signing up more comfortable, and the look of the mailing's own pages. */
  newsletterPage: string;
  mailingStyle: string;
  /** Of the desk's own pages. */
  deskStyle: string;
  /** The desk's own, from its own bundle. */
  desk: { script: string; style: string };
  /** Fonts to fetch early, so that no text is set twice. */
  fonts: string[];
  /** Every file that a page of this build may ask for. */
  files: string[];
  /** The script that browsers keep apart from pages, whole. */
  serviceWorker: string;
}

interface Chunk {
  file: string;
  css?: string[];
  assets?: string[];
}

/** The built bundles' paths. Throws, saying what to run, when it has not been built. */
export async function loadAssets(build = BUILD): Promise<Assets> {
  const manifest = await readManifest(build, "manifest");
  const desk = await readManifest(build, "desk");
  const mailing = await readManifest(build, "mailing");
  const main = chunkOf(manifest, "client/paper/main.ts");
  const sheet = chunkOf(manifest, "client/styles/paper.css");
  const worker = chunkOf(manifest, "client/paper/service-worker.ts");
  const all = Object.values(manifest).flatMap(({ file, assets = [] }) => [file, ...assets]);
  const files = [...new Set(all)].filter((file) => file !== worker.file).map((file) => `/${file}`);
  return {
    script: `/${main.file}`,
    beforePaint: `/${chunkOf(manifest, "client/paper/before-paint.ts").file}`,
    style: `/${sheet.file}`,
    deskStyle: `/${chunkOf(manifest, "client/styles/desk.css").file}`,
    desk: {
      script: `/${chunkOf(desk, "client/desk/desk.tsx").file}`,
      style: `/${chunkOf(desk, "client/styles/newsroom.css").file}`,
    },
    pastSlider: `/${chunkOf(manifest, "client/paper/past-slider.ts").file}`,
    pastStyle: `/${chunkOf(manifest, "client/styles/past.css").file}`,
    shareButton: `/${chunkOf(manifest, "client/paper/share-button.ts").file}`,
    newsletterPage: `/${chunkOf(mailing, "client/paper/newsletter-page.ts").file}`,
    mailingStyle: `/${chunkOf(mailing, "client/styles/mailing.css").file}`,
    fonts: files.filter((file) => file.endsWith(".woff2")).sort(),
    files: files.sort(),
    serviceWorker: await readFile(new URL(worker.file, build), "utf8"),
  };
}

/** Serves the bundle's files under /assets/, each read and compressed once. */
export function serveAssets(build = BUILD): RequestHandler {
  const held = new Map<string, Promise<Compressed | null>>();
  const read = (file: string) =>
    readFile(new URL(`assets/${file}`, build))
      .then((bytes) => compressed(bytes, QUALITY))
      .catch(() => null);

  return async (request, response, next) => {
    const [, file, ending] = ASSET.exec(request.path) ?? [];
    if (!file || !ending || !/^(GET|HEAD)$/.test(request.method)) return next();
    const bytes = held.get(file) ?? read(file);
    const found = await bytes;
    if (!found) return next(); // not held: whoever asks for what is not there takes no memory
    held.set(file, bytes);
    const encoding = TYPES[ending]?.isText ? acceptedEncoding(request) : "identity";
    if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
    response.vary("Accept-Encoding");
    response.setHeader("Content-Type", TYPES[ending]?.type ?? "application/octet-stream");
    response.setHeader("Cache-Control", `public, max-age=${YEAR_S}, immutable`);
    return response.end(await found(encoding));
  };
}

async function readManifest(build: URL, bundle: "manifest" | "desk" | "mailing"): Promise<Record<string, Chunk>> {
  try {
    return JSON.parse(await readFile(new URL(`.vite/${bundle}.json`, build), "utf8")) as Record<string, Chunk>;
  } catch (cause) {
    throw new Error(`the pages' scripts are not built (no ${bundle} in ${build.pathname}): run "npm run build"`, {
      cause,
    });
  }
}

function chunkOf(manifest: Record<string, Chunk>, source: string): Chunk {
  const chunk = manifest[source];
  if (!chunk) throw new Error(`the build has no ${source}: run "npm run build" again`);
  return chunk;
}
