import type { Response } from "express";

/** Sends a page of the desk, which nobody keeps: what stands on it belongs to one person and one moment. */
export function sendDeskPage(response: Response, status: number, page: string): void {
  response.status(status).set({ "Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8" });
  response.end(page);
}

/** Sends the browser on after a form: what comes next is read, never sent again. */
export function sendOn(response: Response, path: string): void {
  response.status(303).set({ "Cache-Control": "no-store", Location: path }).end();
}

/** A path of the desk as it is; anything else, which may be another's page, is the desk itself. */
export function deskPath(next: unknown): string {
  return typeof next === "string" && /^\/desk(\/[\w./-]*)?(\?[\w=&%.-]*)?$/.test(next) ? next : "/desk";
}
