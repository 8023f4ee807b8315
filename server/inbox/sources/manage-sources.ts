import { setTimeout as pause } from "node:timers/promises";
import type { RequestHandler, Response } from "express";
import type { Site } from "../../../core/settings/config.ts";
import type { Store } from "../../../core/store/connect.ts";
import {
  addSource,
  changeSource,
  listSources,
  readSourceNow,
  removeSource,
  wasRead,
} from "../../../core/store/inbox/manage-sources.ts";
import { isUuid } from "../../../core/uuid.ts";
import { callerOf, formOf } from "../../http/gate.ts";
import type { DeskPress } from "../../people/pages/desk-frame.ts";
import { sendDeskPage, sendOn } from "../../people/pages/send-desk-page.ts";
import { settingsIn } from "./source-form.ts";
import { drawSources, type SourcesView } from "./sources-page.ts";

/*
 * What an admin does about sources, by forms. A source makes this paper's machines ask another's, and what comes from it
 * is two clicks from every reader: so it takes the role that settles who may do what, and each act leaves a line. The
 * server itself asks nobody; a worker does, within a second, and the page waits for what it found.
 */

export interface SourcesParts {
  store: Store;
  site: Pick<Site, "sections">;
  press: DeskPress;
}

const WAIT_MS = 12_000;
const LOOK_EVERY_MS = 150;

/** `GET /desk/sources` */
export function showSources(parts: SourcesParts): RequestHandler {
  return (request, response) => {
    const { read, removed } = request.query;
    return send(parts, response, 200, {
      ...(typeof read === "string" && { read }),
      ...(removed !== undefined && { done: "That source is gone, with what waited of it." }),
    });
  };
}

/** `POST /desk/sources/add`: it is read at once, and the page that follows tells what was found. */
export function addOne(parts: SourcesParts): RequestHandler {
  const { store, site } = parts;
  return async (_request, response) => {
    const form = formOf(response);
    const settings = settingsIn(form, site.sections);
    if ("complaint" in settings) return send(parts, response, 422, { ...settings, typed: form });
    const id = await addSource(store, callerOf(response), settings);
    if (id === null) {
      return send(parts, response, 409, { complaint: "There is a source with that address already.", typed: form });
    }
    await untilRead(store, id);
    return sendOn(response, `/desk/sources?read=${id}`);
  };
}

/** `POST /desk/sources/change`: likewise. */
export function changeOne(parts: SourcesParts): RequestHandler {
  const { store, site } = parts;
  return async (_request, response) => {
    const form = formOf(response);
    const settings = settingsIn(form, site.sections);
    if ("complaint" in settings) return send(parts, response, 422, settings);
    const { source = "" } = form;
    const outcome = isUuid(source) ? await changeSource(store, callerOf(response), source, settings) : "missing";
    if (outcome === "missing") return send(parts, response, 404, { complaint: "There is no such source." });
    if (outcome === "known") {
      return send(parts, response, 409, { complaint: "There is a source with that address already." });
    }
    if (settings.isEnabled) await untilRead(store, source);
    return sendOn(response, `/desk/sources?read=${source}`);
  };
}

/** `POST /desk/sources/read`: now, and not when its time has come. */
export function readOne(parts: SourcesParts): RequestHandler {
  return async (_request, response) => {
    const { source = "" } = formOf(response);
    const outcome = isUuid(source) ? await readSourceNow(parts.store, source) : "missing";
    if (outcome !== "done") return send(parts, response, 404, { complaint: "There is no such source that is on." });
    await untilRead(parts.store, source);
    return sendOn(response, `/desk/sources?read=${source}`);
  };
}

/** `POST /desk/sources/remove` */
export function removeOne(parts: SourcesParts): RequestHandler {
  return async (_request, response) => {
    const { source = "" } = formOf(response);
    if (isUuid(source)) await removeSource(parts.store, callerOf(response), source);
    return sendOn(response, "/desk/sources?removed");
  };
}

/** Until a worker has read it, or for as long as one may take. */
async function untilRead(store: Store, id: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += LOOK_EVERY_MS) {
    if (await wasRead(store, id)) return;
    await pause(LOOK_EVERY_MS);
  }
}

async function send(
  { store, site, press }: SourcesParts,
  response: Response,
  status: number,
  said: Partial<SourcesView>,
): Promise<void> {
  const sources = await listSources(store);
  const view = { caller: callerOf(response), sections: site.sections, sources, ...said };
  sendDeskPage(response, status, drawSources(press, view));
}
