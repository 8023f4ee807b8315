import { html, type Markup } from "../../../core/page/markup.ts";

/*
 * The preview is a document of its own, in a frame: it has the reader's style sheet and nothing of the desk's, and a
 * frame of 390 px is a phone to its media queries. Nothing in it can be followed or focused, and no script runs there.
 * HTML enters by the same policy as in the reader's page (Trusted Types).
 */

interface Policy {
  createHTML(markup: string): unknown;
}
const asIs: Policy = { createHTML: (markup) => markup };
let policy: Policy | null = null;

/** A template's output in the form that the browser takes for HTML. */
export function trusted(markup: Markup): string {
  const types = (window as { trustedTypes?: { createPolicy(name: string, policy: Policy): Policy } }).trustedTypes;
  policy ??= types?.createPolicy("london-daily", asIs) ?? asIs;
  return policy.createHTML(markup.toString()) as string;
}

/** A frame's empty document; resolves with its main part when that stands. */
export function openFrame(frame: HTMLIFrameElement, readerStyle: string): Promise<HTMLElement> {
  return new Promise((opened) => {
    frame.addEventListener("load", () => {
      const main = frame.contentDocument?.querySelector("main");
      if (main) opened(main);
    });
    frame.srcdoc = trusted(html`<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Preview</title>
<link rel="stylesheet" href="${readerStyle}"></head><body inert><main></main></body></html>`);
  });
}

export function showIn(main: HTMLElement, markup: Markup): void {
  const template = document.createElement("template");
  template.innerHTML = trusted(markup);
  main.replaceChildren(main.ownerDocument.adoptNode(template.content));
}
