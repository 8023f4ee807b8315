import type { Markup } from "../../../core/page/markup.ts";

/*
 * The one door by which HTML enters the page. Everything goes through the Trusted Types policy that the server's
 * headers name, and the policy's only customer is a template: what is not Markup does not pass the type checker.
 */

interface Policy {
  createHTML(markup: string): unknown;
  createScriptURL(address: string): unknown;
}

interface TrustedTypesWindow {
  trustedTypes?: { createPolicy(name: string, policy: Policy): Policy };
}

const asIs: Policy = { createHTML: (markup) => markup, createScriptURL: (address) => address };
let made: Policy | null = null;

function policy(): Policy {
  made ??= (window as TrustedTypesWindow).trustedTypes?.createPolicy("london-daily", asIs) ?? asIs;
  return made;
}

/** A template's output as nodes, not yet in the document. */
export function fragmentOf(markup: Markup): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = policy().createHTML(markup.toString()) as string;
  for (const button of template.content.querySelectorAll<HTMLButtonElement>("[data-listen]")) button.disabled = false;
  return template.content;
}

/** The one element of a template that makes one. */
export function elementOf(markup: Markup): Element {
  return fragmentOf(markup).firstElementChild as Element;
}

/** The address of a script of our own, of which there is one that the page names by itself: the service worker. */
export function trustedAddress(address: "/service-worker.js"): string {
  return policy().createScriptURL(address) as string;
}
